import { labelColor } from "@justesse/types"
import type { Translate } from "../../i18n/useT.ts"

/** How a speaker is called on the page: by the name that was given, else by a number. */
export function speakerText(speaker: string, t: Translate): string {
  return /^\d{1,3}$/.test(speaker) ? t("speaker.numbered", { number: speaker }) : speaker
}

/** The colour of a speaker, by the place of their digit. */
export function speakerColor(speakers: readonly string[], speaker: string): string {
  return labelColor(Math.max(0, speakers.indexOf(speaker)))
}
