// Says that scripts run, before the first paint: what is for them alone shows from here on.
document.documentElement.classList.add("has-scripts");
