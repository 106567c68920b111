import type { Language } from "@justesse/types"
import i18next from "i18next"
import { initReactI18next } from "react-i18next"

const KEY = "justesse.language"

/** The language that this browser chose last, or the browser's own when it is one of ours. */
export function firstLanguage(): Language {
  try {
    const kept = localStorage.getItem(KEY)
    if (kept === "en" || kept === "fr") return kept
  } catch {
    // Storage closed to us: the browser's own language serves.
  }
  return navigator.language.startsWith("fr") ? "fr" : "en"
}

const LOADERS = { en: () => import("./en.ts"), fr: () => import("./fr.ts") }

async function load(language: Language): Promise<void> {
  const areas = (await LOADERS[language]()).default
  for (const [area, catalogue] of Object.entries(areas)) i18next.addResourceBundle(language, area, catalogue)
}

/** Starts the sentences in the first language; English is loaded beside French only when something is missing there. */
export async function startLanguage(): Promise<void> {
  const language = firstLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  await load(language)
  document.documentElement.lang = language
}

/** Changes every sentence on the page at once and keeps the choice in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "common")) await load(language)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  try {
    localStorage.setItem(KEY, language)
  } catch {
    // Not kept; the person's preferences on the server still are.
  }
}

/** The language shown now. */
export function currentLanguage(): Language {
  return i18next.language === "fr" ? "fr" : "en"
}
