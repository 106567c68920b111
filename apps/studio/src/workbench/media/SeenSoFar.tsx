import { useStore as useZustand } from "zustand"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useStore } from "../annotate/ui.ts"
import { seen } from "./hand.ts"
import { clockText } from "./player.ts"

/** How far what is asked about was seen or read: said, and asked of nobody. */
export function SeenSoFar() {
  const t = useT("media")
  const format = useFormat()
  const media = useStore(({ looking, task }) => (looking?.sent ?? task?.lease)?.media)
  const until = useZustand(seen, (one) => (one.of === media?.full ? one.until : 0))
  const played = media?.video ?? media?.sound
  if (!media) return null
  const text = played
    ? t(media.video ? "seenTo" : "heardTo", { at: clockText(until), length: clockText(played.durationMs) })
    : t("readTo", { share: format.percent(until) })
  return <span>{text}</span>
}
