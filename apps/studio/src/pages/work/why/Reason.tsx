import type { AssignmentId } from "@justesse/types"
import type { WhyTask } from "@justesse/types/wire/whyTask"
import { goldLot } from "@justesse/work/goldDraw"
import { useQuery } from "@tanstack/react-query"
import type { z } from "zod"
import { trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import measures from "../../../theme/measures.module.css"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Row, Rows, Section } from "../../../ui/layout.tsx"
import css from "./reason.module.css"

type Told = NonNullable<z.infer<typeof WhyTask>["why"]>

/** Why a task was given to me: one sentence, what decides, and once nothing can be told by it, what it was chosen of. */
export function Why({ assignmentId }: { readonly assignmentId: AssignmentId }) {
  const t = useT("history")
  const query = useQuery(trpc.work.why.queryOptions({ assignmentId }))
  return (
    <Section title={t("why.title")}>
      <Loaded query={query}>{({ why }) => (why ? <Told told={why} /> : <p className="dim">{t("why.none")}</p>)}</Loaded>
    </Section>
  )
}

function Told({ told }: { readonly told: Told }) {
  const t = useT("history")
  const { way, queue, set } = told
  return (
    <>
      <p className={`${css.text} ${measures.above8}`}>
        {t(`why.way.${set?.way ?? way}`)} {queue && t(`why.kept.${queue.keptFor}`)}{" "}
        {queue && queue.rank > 0 && t("why.rank", { rank: queue.rank + 1, of: queue.of })}
      </p>
      {queue && <Weights told={told} />}
      {set ? <SetTold set={set} /> : <p className={`dim sm ${css.text} ${measures.above12}`}>{t("why.later")}</p>}
    </>
  )
}

const FACTORS = ["waiting", "random", "skill", "variety"] as const

/** Each factor with its share of a whole, as a bar and in figures; also those that are not looked at. */
function Weights({ told: { weights } }: { readonly told: Told }) {
  const t = useT("history")
  const format = useFormat()
  return (
    <ul className={css.weights} aria-label={t("why.weights")}>
      {FACTORS.map((factor) => (
        <li key={factor}>
          <span className="b">{t(`why.weight.${factor}`)}</span>
          <meter className={css.bar} min={0} max={1} value={weights[factor]} aria-label={t(`why.weight.${factor}`)} />
          <span className="num">{format.percent(weights[factor])}</span>
          <span className={`dim sm ${css.factor}`}>{t(`why.weightText.${factor}`)}</span>
        </li>
      ))}
    </ul>
  )
}

/** The set, and the lot with its seed, which the browser draws again. */
function SetTold({ set }: { readonly set: NonNullable<Told["set"]> }) {
  const t = useT("history")
  const format = useFormat()
  const { way, size, isMore, from, seed, lot, below } = set
  return (
    <div className={`${css.text} ${measures.above16}`}>
      <Rows>
        <Row name={t("why.how")}>{t(`why.setWay.${way}`)}</Row>
        <Row name={t("why.size")}>{t(isMore ? "why.sizeMore" : "why.sizeValue", { size })}</Row>
        {(way === "queue" || way === "gold") && <Row name={t("why.from")}>{format.number(from)}</Row>}
        {lot === null || seed === null ? (
          <Row name={t("why.lot")}>{t("why.noLot")}</Row>
        ) : (
          <>
            <Row name={t("why.seed")}>
              <span className="mono">{seed}</span>
            </Row>
            <Row name={t("why.lot")}>{t("why.lotValue", { lot })}</Row>
          </>
        )}
      </Rows>
      {seed !== null && (
        <p className={`dim sm ${measures.above8}`}>
          {t("why.below", { below })} {t(goldLot(Number.parseInt(seed, 16)) === lot ? "why.checked" : "why.wrong")}
        </p>
      )}
    </div>
  )
}
