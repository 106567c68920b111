// Before the first paint: the theme and language that this browser chose last. A file, because the page allows no inline script.
;(() => {
  const root = document.documentElement
  let theme = "system"
  try {
    theme = localStorage.getItem("justesse.theme") || "system"
    root.lang = localStorage.getItem("justesse.language") || (navigator.language.startsWith("fr") ? "fr" : "en")
  } catch {
    // Storage may be closed to us; the system's theme serves.
  }
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches)
  root.dataset.theme = dark ? "dark" : "light"
})()
