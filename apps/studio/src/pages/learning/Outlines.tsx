import type { LearnPage } from "@justesse/types/wire/learning"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { writeEnds, writePx } from "./said.ts"

export type Profile = NonNullable<LearnPage["profile"]>

/** Outlines, rotated boxes and four corners: how far their lines lie from the right ones, without a side. */
export function OutlineLine({ profile, least }: { readonly profile: Profile; readonly least: number }) {
  const t = useT("learning")
  const format = useFormat()
  const { shapes, movedPx } = profile.outlines
  if (shapes === 0) return null
  if (!movedPx) return <p className={`dim sm ${measures.above8}`}>{t("outlines.few", { count: shapes, least })}</p>
  const values = {
    px: writePx(format, movedPx.mean),
    ends: writeEnds(format, movedPx.interval, t("between")),
    count: shapes,
  }
  return <p className={`sm ${measures.above8}`}>{t("outlines.moved", values)}</p>
}
