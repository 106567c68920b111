import i18next from "i18next"
import { type AssetWord, formsOf } from "../i18n/assetWords.ts"
import en from "../i18n/en/assets.json" with { type: "json" }
import fr from "../i18n/fr/assets.json" with { type: "json" }

/** Starts the sentences with what assets are called, and with these of an area called `test`. */
export async function startWithAssetWords(test: Readonly<Record<string, string>> = {}): Promise<void> {
  const resources = { en: { assets: en, test }, fr: { assets: fr } }
  await i18next.init({ lng: "en", resources, interpolation: { escapeValue: false } })
}

/** A sentence with the forms of a word, its other places as they are; a form that there is not stays as its place. */
export function withForms(text: string, word: AssetWord, language: string): string {
  return text.replaceAll(/\{\{asset\.(\w+)\}\}/g, (place, form: string) => formsOf(word, language)?.[form] ?? place)
}
