// The main job by openapi-fetch, with the types that openapi-typescript generates; prints what it
// saw as JSON.

import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { env: Record<string, string> };

const api = createClient<paths>({
  baseUrl: process.env["SERVER"],
  headers: { Authorization: `Bearer ${process.env["TOKEN"]}` },
});

const date = "2026-11-23";

function there<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("There is nothing.");
  return value;
}

const found = await api.GET("/api/v1/foods/", { params: { query: { q: "pumpkin seeds" } } });
const food = there(there(found.data).results[0]);

const body = {
  id: "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a",
  date,
  meal: "snack",
  food: food.id,
  portion: there(food.default_portion).id,
  amount: 1,
} as const;
const logged = await api.POST("/api/v1/entries/", { body });
const again = await api.POST("/api/v1/entries/", { body });
const entry = there(logged.data);

const day = await api.GET("/api/v1/days/{date}/", { params: { path: { date } } });
const unchanged = await api.GET("/api/v1/days/{date}/", {
  params: { path: { date }, header: { "If-None-Match": there(day.response.headers.get("ETag")) } },
});

const path = { entry_id: entry.id };
const changed = await api.PATCH("/api/v1/entries/{entry_id}/", {
  params: { path },
  body: { amount: 2 },
});
const stale = await api.PATCH("/api/v1/entries/{entry_id}/", {
  params: { path, header: { "If-Match": there(logged.response.headers.get("ETag")) } },
  body: { amount: 3 },
});
const conflict = there(stale.error);
const current = "current" in conflict ? there(conflict.current) : undefined;

const deleted = await api.DELETE("/api/v1/entries/{entry_id}/", { params: { path } });
const gone = await api.GET("/api/v1/entries/{entry_id}/", { params: { path } });
const restored = await api.POST("/api/v1/entries/{entry_id}/restore/", { params: { path } });

const month = await api.GET("/api/v1/trends/", {
  params: { query: { from: "2026-10-25", to: date } },
});
const days = there(month.data).days;

console.log(
  JSON.stringify({
    food: food.name,
    logged: [logged.response.status, again.response.status],
    day_mg: there(day.data).intake.total_mg,
    unchanged: unchanged.response.status,
    changed_mg: there(changed.data).magnesium_mg,
    stale: [stale.response.status, conflict.code, there(current).amount],
    deleted: [deleted.response.status, there(gone.error).code],
    restored_mg: there(restored.data).magnesium_mg,
    days: days.length,
    last_day_mg: there(there(days[days.length - 1]).intake).total_mg,
  }),
);
