import type { Language } from "@justesse/types"
import i18next from "i18next"
import { createContext, useContext, useSyncExternalStore } from "react"
import { type AssetWord, formsOf } from "./assetWords.ts"

export type Values = Readonly<Record<string, string | number>>
/** A sentence by key (`area:key` for another area), with its values. */
export type Translate = (key: string, values?: Values) => string

/** The sentences of each area in each language that was asked for: one function each, so that it can be compared. */
const translators = new Map<string, Translate>()

function translatorOf(language: string, area: string, word: AssetWord): Translate {
  const name = `${language} ${area} ${word}`
  const known = translators.get(name)
  if (known) return known
  const t = i18next.getFixedT(language, [area, "common"])
  const translate: Translate = (key, values) => t(key, { ...values, asset: formsOf(word, language) })
  translators.set(name, translate)
  return translate
}

function onLanguage(changed: () => void): () => void {
  i18next.on("languageChanged", changed)
  return () => i18next.off("languageChanged", changed)
}

const shownNow = () => i18next.language

/** What the assets are called that a part of a page is about: those of its project, or of all projects of whoever reads it. */
export const AssetWordOf = createContext<AssetWord>("image")

/**
 * The sentences of `area` in the language shown. Numbers in sentences are written `{{count, number}}`, and assets are called
 * `{{asset.many}}`, by what the project holds or by `word`. The library's own hook prepares its namespaces anew at each call: a
 * list of rows called it 300 times a press.
 */
export function useT(area: string, word?: AssetWord): Translate {
  const around = useContext(AssetWordOf)
  return translatorOf(useSyncExternalStore(onLanguage, shownNow, shownNow), area, word ?? around)
}

const toLanguage = (shown: string): Language => (shown === "fr" ? "fr" : "en")

/** The language shown. */
export function useLanguage(): Language {
  return toLanguage(useSyncExternalStore(onLanguage, shownNow, shownNow))
}

/** The language shown at this moment, for what is drawn outside of React: it may come, or be changed, after a picture. */
export function languageNow(): Language {
  return toLanguage(shownNow())
}

/** The sentences of `area` in the language shown at this moment, for what is drawn outside of React. */
export function sentencesNow(area: string): Translate {
  return translatorOf(shownNow(), area, "image")
}
