"""The main job by the client that openapi-python-client generates; prints what it saw as JSON."""

import datetime
import json
import os
import uuid

from twelve_client import AuthenticatedClient
from twelve_client.api.days import days_read
from twelve_client.api.entries import (
    entries_change,
    entries_create,
    entries_delete,
    entries_read,
    entries_restore,
)
from twelve_client.api.foods import foods_list
from twelve_client.api.trends import trends_read
from twelve_client.models import (
    Day,
    Entry,
    EntryCreate,
    EntryProblem,
    FoodPage,
    MealEnum,
    PatchedEntryChange,
    Problem,
    Trends,
)

DAY = datetime.date(2026, 11, 23)
client = AuthenticatedClient(base_url=os.environ["SERVER"], token=os.environ["TOKEN"])

found = foods_list.sync(client=client, q="pumpkin seeds")
assert isinstance(found, FoodPage)
food = found.results[0]
assert food.default_portion is not None

new = EntryCreate(
    id=uuid.UUID("6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"),
    date=DAY,
    meal=MealEnum.SNACK,
    food=food.id,
    portion=food.default_portion.id,
    amount=1,
)
logged = entries_create.sync_detailed(client=client, body=new)
again = entries_create.sync_detailed(client=client, body=new)
assert isinstance(logged.parsed, Entry)
first_etag = logged.headers["ETag"]

day = days_read.sync(DAY, client=client)
assert isinstance(day, Day)
unchanged = days_read.sync_detailed(
    DAY, client=client, if_none_match=days_read.sync_detailed(DAY, client=client).headers["ETag"]
)

entry_id = logged.parsed.id
changed = entries_change.sync(entry_id, client=client, body=PatchedEntryChange(amount=2))
assert isinstance(changed, Entry)
stale = entries_change.sync_detailed(
    entry_id, client=client, body=PatchedEntryChange(amount=3), if_match=first_etag
)
assert isinstance(stale.parsed, EntryProblem)
assert isinstance(stale.parsed.current, Entry)

deleted = entries_delete.sync_detailed(entry_id, client=client)
gone = entries_read.sync(entry_id, client=client)
assert isinstance(gone, Problem)
restored = entries_restore.sync(entry_id, client=client)
assert isinstance(restored, Entry)

month = trends_read.sync(client=client, from_=DAY - datetime.timedelta(days=29), to=DAY)
assert isinstance(month, Trends)
last = month.days[-1].intake
assert last is not None

print(
    json.dumps(
        {
            "food": food.name,
            "logged": [logged.status_code, again.status_code],
            "day_mg": day.intake.total_mg,
            "unchanged": unchanged.status_code,
            "changed_mg": changed.magnesium_mg,
            "stale": [stale.status_code, stale.parsed.code, stale.parsed.current.amount],
            "deleted": [deleted.status_code, gone.code],
            "restored_mg": restored.magnesium_mg,
            "days": len(month.days),
            "last_day_mg": last.total_mg,
        }
    )
)
