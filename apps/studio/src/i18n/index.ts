import type { Language } from "@justesse/types"
import i18next from "i18next"
import { keepHere, readHere } from "../shell/browserKeeps.ts"
import { fetchPart } from "../shell/upgrade/newVersion.ts"
import type { Catalogue } from "./catalogue.ts"
import { shareNumberWriters } from "./numbers.ts"

const KEY = "justesse.language"

/** The language that this browser chose last, or the browser's own when it is one of ours. */
function firstLanguage(): Language {
  const kept = readHere(KEY)
  if (kept === "en" || kept === "fr") return kept
  return navigator.language.startsWith("fr") ? "fr" : "en"
}

const FIRST = { en: () => import("./en.ts"), fr: () => import("./fr.ts") }
const REST = { en: () => import("./enRest.ts"), fr: () => import("./frRest.ts") }
/** Somebody went behind sign-in, so every sentence is wanted, in whatever language is chosen later too. */
let allWanted = false

function add(language: Language, areas: Readonly<Record<string, Catalogue>>): void {
  for (const [area, catalogue] of Object.entries(areas)) i18next.addResourceBundle(language, area, catalogue)
}

async function load(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "common")) add(language, (await FIRST[language]()).default)
  if (allWanted && !i18next.hasResourceBundle(language, "work")) add(language, (await REST[language]()).default)
}

/** Makes sure that the sentences of all pages are there, not only those of visitors. */
export function loadAllSentences(): Promise<void> {
  allWanted = true
  return load(currentLanguage())
}

/** Starts the sentences in the first language. */
export async function startLanguage(): Promise<void> {
  const language = firstLanguage()
  await i18next.init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  shareNumberWriters(i18next)
  await load(language)
  document.documentElement.lang = language
}

/** Changes every sentence on the page at once and keeps the choice in this browser; nothing where the sentences do not come. */
export async function chooseLanguage(language: Language): Promise<void> {
  if (!(await fetchPart(() => load(language).then(() => true)))) return
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  keepHere(KEY, language)
}

/** The language shown now. */
export function currentLanguage(): Language {
  return i18next.language === "fr" ? "fr" : "en"
}
