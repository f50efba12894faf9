// The first run: fills in the browser's time zone, and says whose values the country proposes.
const form = document.getElementById("first-run");
const zone = form.elements.time_zone;
const country = form.elements.country;
const proposal = document.getElementById("proposal");
const proposals = JSON.parse(document.getElementById("proposals").textContent);

if (!zone.value) {
  const known = new Set([...document.getElementById("time-zones").options].map((o) => o.value));
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (known.has(here)) zone.value = here;
}

function propose() {
  const issuer = proposals[country.value];
  proposal.hidden = !issuer;
  proposal.textContent = issuer ? `Recommendations: ${issuer}, unless you choose others below.` : "";
}
country.addEventListener("change", propose);
propose();
