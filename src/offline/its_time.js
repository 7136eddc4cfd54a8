// On the page for no connection, where today's caseload stands on it: takes it away when its time is over, also where the page was
// put aside and is taken up again. Its words come from the worker, which does not give it out any more by then.
const kept = document.querySelector(".kept");
const over = () => {
  if (Date.now() < Number(kept.dataset.until)) return;
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.textContent = "Its time on this device is over. Today’s caseload is here again once there is a connection and you are signed in.";
  kept.replaceChildren(said);
};
if (kept) {
  setTimeout(over, Number(kept.dataset.until) - Date.now() + 50);
  for (const event of ["pageshow", "focus"]) addEventListener(event, over);
  document.addEventListener("visibilitychange", over);
}
