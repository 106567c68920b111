import { isOpinion } from "@justesse/types/kinds/list"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import measures from "../../../theme/measures.module.css"
import { Row, Rows } from "../../../ui/layout.tsx"
import { FORMAT_NAMES } from "../../versions/formatNames.ts"
import { tileOf } from "../templates.ts"
import type { DraftWork } from "../useDraft.ts"
import { hourOf } from "./hour.ts"

/** Formats named beside a kind. */
const MOST_FORMATS = 5

/** What the chosen kind gives: in an hour, how it is checked, what it goes out as, what a model can do of it. */
export function Offer({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const format = useFormat()
  const { draft, shown } = work
  const tile = tileOf(draft)
  const { count, isMeasured } = hourOf(tile, shown)
  const key = `kinds.${tile.template}` as const
  const { data: formats = [] } = useQuery(
    trpc.project.formats.queryOptions({ template: tile.template }, { staleTime: Infinity }),
  )
  const { base, more, moreRatio } = draft.settings.overlap
  const isShare = more > base && moreRatio > 0
  return (
    <div className={measures.above12}>
      <Rows>
        <Row name={t(isMeasured ? "offer.hour" : "offer.hourGuess")}>
          <b>{isMeasured ? t("offer.answers", { count }) : t(`${key}.hour`, { count })}</b>
        </Row>
        <Row name={t("offer.checked")}>
          {isOpinion(draft.kind)
            ? t("offer.opinion")
            : isShare
              ? t("offer.share", { percent: format.percent(moreRatio) })
              : t("offer.each", { count: base })}
        </Row>
        <Row name={t("offer.out")}>
          {formats
            .slice(0, MOST_FORMATS)
            .map((one) => FORMAT_NAMES[one])
            .join(", ")}
        </Row>
        <Row name={t("offer.model")}>{t(`${key}.model`)}</Row>
      </Rows>
      <p className={`dim sm ${measures.above8}`}>
        {isMeasured ? t("offer.measured", { count: shown?.tried ?? 0 }) : t(`${key}.source`)}
      </p>
    </div>
  )
}
