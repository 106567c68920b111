import type { AssetKind } from "@justesse/types"
import i18next from "i18next"

/** What the assets of a project are called: by what they are, `file` where they are of several kinds, `task` where there are none. */
export type AssetWord = AssetKind | "file" | "task"

/** What a project that holds assets of these kinds calls them. */
export function wordOfAssets(kinds: readonly AssetKind[]): AssetWord {
  const [first, ...more] = new Set(kinds)
  if (!first) return "task"
  return more.length > 0 ? "file" : first
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)
type Forms = Readonly<Record<string, string>>
const made = new WeakMap<Forms, Forms>()

/**
 * The forms of a word that sentences take, as `{{asset.one}}` and `{{asset.many}}`; a capital begins a sentence (`{{asset.Many}}`).
 * They stand in `assets.json` of each language; French ones agree: `importé{{asset.e}}s`, `{{asset.all}} les {{asset.many}}`.
 */
export function formsOf(word: AssetWord, language: string): Forms | undefined {
  const forms: Forms | undefined = i18next.getResource(language, "assets", word)
  if (!forms) return undefined
  let all = made.get(forms)
  if (!all) {
    all = Object.fromEntries(
      Object.entries(forms).flatMap(([at, text]) => [
        [at, text],
        [capital(at), capital(text)],
      ]),
    )
    made.set(forms, all)
  }
  return all
}
