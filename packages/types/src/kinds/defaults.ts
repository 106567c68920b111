import { DEFAULT_SETTINGS, type ProjectSettings } from "../project.ts"
import { KINDS, type ProjectKind } from "./list.ts"

/** Returns the settings with which a new project of a kind begins; its owner may change all of them. */
export function getDefaultSettings(kind: ProjectKind): ProjectSettings {
  const { opening, sameTexts } = KINDS[kind]
  const { settle } = DEFAULT_SETTINGS
  return { ...DEFAULT_SETTINGS, opening, settle: sameTexts ? { ...settle, rules: [...sameTexts] } : settle }
}
