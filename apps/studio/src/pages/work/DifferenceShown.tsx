import { type AssignmentId, boxOf, type Region } from "@justesse/types"
import { inLanguage } from "@justesse/types/text"
import type { Guide } from "@justesse/types/wire/work"
import type { z } from "zod"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button, TextLink } from "../../ui/Button.tsx"
import { Note, Rows, Section } from "../../ui/layout.tsx"
import { useValueText } from "../../workbench/form/useValueText.ts"
import { Disagree } from "./Disagree.tsx"
import { clauseText, edgeMoves } from "./differences.ts"
import type { One } from "./one.ts"
import css from "./page.module.css"

type ShownDisagreement = One["differences"][number]
type GuideShown = z.infer<typeof Guide> | undefined

interface ShownProps {
  readonly difference: ShownDisagreement
  readonly at: number
  readonly count: number
  readonly guide: GuideShown
  readonly project: string
  readonly decidedAtMs: number | null
  readonly seen: boolean
  readonly onUnderstand: () => void
  readonly assignmentId: AssignmentId
}

/** One difference: mine, what was kept, why, by which role. */
export function DifferenceShown({
  difference: disagreement,
  at,
  count,
  guide,
  project,
  decidedAtMs,
  seen,
  onUnderstand,
  assignmentId,
}: ShownProps) {
  const t = useT("history")
  const format = useFormat()
  const { reason } = disagreement
  const language = useLanguage()
  const quoted = reason?.clause && guide ? clauseText(guide.guideline, reason.clause, language) : null
  return (
    <Section
      title={t("one.difference", { at: at + 1, count, label: t(`one.kind.${disagreement.kind}`) })}
      aside={<KeyCaps />}
    >
      <Compared difference={disagreement} guide={guide} />
      {reason && (
        <p className={measures.above12}>
          <strong>
            {t(reason.clause ? "one.reasonClause" : "one.reason", {
              reason: t(`work:reason.${reason.code}`),
              clause: reason.clause ?? "",
            })}
          </strong>
        </p>
      )}
      {(quoted || reason?.note) && (
        <div className={measures.above4}>
          <Note>
            {reason?.note || quoted}{" "}
            {guide && (
              <TextLink
                to="/p/$project/guideline"
                params={{ project }}
                search={{ version: String(guide.guidelineVersion) }}
              >
                {t("one.guideline", { version: guide.guidelineVersion })}
              </TextLink>
            )}
          </Note>
        </div>
      )}
      <p className={`dim ${measures.above8}`}>
        {t(disagreement.decidedBy === "rule" ? "one.byRule" : "one.byReviewer", {
          when: decidedAtMs === null ? "" : ` ${format.day(decidedAtMs)}, ${format.time(decidedAtMs)}`,
        })}
      </p>
      <div className={`bar ${measures.only16Above}`}>
        <Button look={seen ? "plain" : "primary"} hint="⏎" onClick={onUnderstand}>
          {t("one.understand")}
        </Button>
        <Disagree assignmentId={assignmentId} region={disagreement.mine ?? disagreement.kept} reason={reason} />
      </div>
    </Section>
  )
}

function KeyCaps() {
  return (
    <span className="dim nw only-wide">
      <kbd aria-hidden="true">↑</kbd> <kbd aria-hidden="true">↓</kbd>
    </span>
  )
}

function Compared({
  difference: disagreement,
  guide,
}: {
  readonly difference: ShownDisagreement
  readonly guide: GuideShown
}) {
  const t = useT("history")
  const { mine, kept } = disagreement
  const moves = mine && kept ? edgeMoves(boxOf(mine), boxOf(kept)) : []
  return (
    <>
      <table className="tbl">
        <tbody>
          {[
            { name: t("one.mine"), region: mine },
            { name: t("one.theKept"), region: kept },
          ].map(({ name, region }) => (
            <tr key={name}>
              <td className={`dim ${measures.wide88}`}>{name}</td>
              <td>
                {region ? (
                  <RegionText region={region} guide={guide} />
                ) : (
                  <span className="dim">{t("one.nothing")}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {moves.length > 0 && (
        <p className={`dim ${measures.above8}`}>
          {t("one.edges", { edges: moves.map((move) => t(`one.edge.${move.edge}`, { px: move.px })).join(", ") })}
        </p>
      )}
    </>
  )
}

function RegionText({ region, guide }: { readonly region: Region; readonly guide: GuideShown }) {
  const language = useLanguage()
  const label = guide?.ontology.labels.find((one) => one.id === region.label)
  const name = label ? inLanguage(label.name, language) : region.label
  const said = useValueText()(region, label)
  return (
    <>
      {name}
      {said !== null && (
        <b className={css.written} dir="auto">
          {said}
        </b>
      )}
      {region.transcript && (
        <span className={`mono ${css.written}`} dir="auto">
          {region.transcript.value}
        </span>
      )}
    </>
  )
}

interface ListProps {
  readonly differences: readonly ShownDisagreement[]
  readonly at: number
  readonly seen: ReadonlySet<number>
  readonly onGo: (at: number) => void
  readonly guide: GuideShown
}

/** The other differences, each a click away. */
export function DifferenceList({ differences, at, seen, onGo, guide }: ListProps) {
  const t = useT("history")
  if (differences.length < 2) return null
  return (
    <div className={measures.above20}>
      <Rows>
        {differences.map((disagreement, index) => (
          <div
            key={`${disagreement.mine?.id ?? ""}-${disagreement.kept?.id ?? ""}`}
            className="row"
            aria-current={index === at ? "true" : undefined}
          >
            <span className={`b ${measures.wide20}`}>{index + 1}</span>
            <span className={seen.has(index) ? "g dim" : "g"}>
              {t(`one.kind.${disagreement.kind}`)}{" "}
              <span className="dim">
                {
                  (disagreement.kept ?? disagreement.mine) && (
                    <RegionText region={(disagreement.kept ?? disagreement.mine) as Region} guide={guide} />
                  ) /* checked the line before */
                }
              </span>
            </span>
            {index !== at && (
              <Button small onClick={() => onGo(index)}>
                {t("common:see")}
              </Button>
            )}
          </div>
        ))}
      </Rows>
      {seen.size === differences.length && <p className="dim sm">{t("one.allSeen")}</p>}
    </div>
  )
}
