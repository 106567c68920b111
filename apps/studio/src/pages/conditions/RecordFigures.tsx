import type { RequesterRecord } from "@justesse/types/wire/requester"
import { LEAST_APPEALS, OUTSIDE_ABOVE, SUSPENDED_ABOVE } from "@justesse/work/appeals/consequences"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import css from "./record.module.css"
import { distanceOf } from "./treatment.ts"

const DAY_MS = 86_400_000

type Figures = NonNullable<RequesterRecord["figures"]>

/** What follows above which share of overturned appeals. */
const BOUNDS = [
  ["outside", OUTSIDE_ABOVE],
  ["suspended", SUSPENDED_ABOVE],
] as const

interface WorkingProps {
  readonly figures: Figures
  readonly isPaid: boolean
}

/** How questions, the guideline, broken pictures and content that nobody announced are dealt with, and whether there is money. */
export function Working({ figures, isPaid }: WorkingProps) {
  const t = useT("requester")
  const format = useFormat()
  const { toReply, openQuestions, guidelinesPerWeek, broken, content, incidents, refusals } = figures
  const count = (number: number) => (number === 0 ? t("none") : format.number(number))
  const told = [
    ...(incidents.declared > 0 ? [t("announcedSince", { count: incidents.declared })] : []),
    ...(incidents.open > 0 ? [t("unanswered", { count: incidents.open })] : []),
  ]
  return (
    <Section title={t("working")}>
      <Rows>
        <Row name={<Named name={t("replied")} small={t("waiting", { count: openQuestions })} />}>
          <b>{toReply === null ? t("notYet") : format.duration(toReply.median * 3600)}</b>
        </Row>
        <Row name={t("guidelines")}>
          <b>{format.number(guidelinesPerWeek, 1)}</b>
        </Row>
        <Row name={t("broken")}>
          <b>{count(broken)}</b>
        </Row>
        <Row name={t("content")}>
          <b>{count(content)}</b>
        </Row>
        <Row name={<Named name={t("unannounced")} small={told.join("; ")} />}>
          <b>{count(incidents.declared + incidents.open)}</b>
        </Row>
        {isPaid && (
          <Row
            name={
              <Named
                name={t("stopped")}
                small={refusals.stretches === 0 ? "" : t("stoppedOf", { count: refusals.refused })}
              />
            }
          >
            <b>{refusals.stretches === 0 ? t("never") : t("times", { count: refusals.stretches })}</b>
          </Row>
        )}
      </Rows>
    </Section>
  )
}

/** How long decisions take, and how much was sent back, rejected and overturned. */
export function Decisions({ figures }: { readonly figures: Figures }) {
  const t = useT("requester")
  const format = useFormat()
  const { toDecide, bySilence, sentBack, rejected, overturned, openAppeals } = figures
  return (
    <Section title={t("decisions")}>
      <Rows>
        <Row
          name={
            <Named
              name={t("decided")}
              small={toDecide === null ? "" : t("ninety", { time: format.duration(toDecide.ninety * 3600) })}
            />
          }
        >
          <b>{toDecide === null ? t("notYet") : format.duration(toDecide.median * 3600)}</b>
        </Row>
        <ShareRow
          name={t("bySilence")}
          small={
            bySilence === null
              ? t("bySilenceNone")
              : t("bySilenceOf", {
                  ...{ k: format.number(bySilence.k), n: format.number(bySilence.n) },
                  day:
                    bySilence.untilMs % DAY_MS === 0
                      ? format.date(bySilence.untilMs)
                      : format.dateTime(bySilence.untilMs),
                })
          }
          share={bySilence}
        />
        <ShareRow
          name={t("sentBack")}
          small={t("sentBackOf", { k: format.number(sentBack.k), n: format.number(sentBack.n) })}
          share={sentBack}
        />
        <ShareRow
          name={t("rejected")}
          small={[
            t("sentBackOf", { k: format.number(rejected.k), n: format.number(rejected.n) }),
            ...(rejected.undone > 0 ? [t("undone", { k: format.number(rejected.undone) })] : []),
          ].join("; ")}
          share={rejected}
        />
        {(overturned !== null || openAppeals > 0) && (
          <ShareRow
            name={t("overturned")}
            small={[
              ...(overturned ? [t("overturnedOf", { k: overturned.k, n: overturned.n })] : []),
              ...(openAppeals > 0 ? [t("openAppeals", { k: openAppeals })] : []),
            ].join("; ")}
            share={overturned}
          />
        )}
      </Rows>
    </Section>
  )
}

function Named({ name, small }: { readonly name: string; readonly small: string }) {
  return (
    <>
      {name}
      {small !== "" && <span className={`dim sm ${css.under}`}>{small}</span>}
    </>
  )
}

interface ShareRowProps {
  readonly name: string
  readonly small: string
  readonly share: Figures["sentBack"] | null
}

/** A share with its interval; a dash where there is none yet. */
function ShareRow({ name, small, share }: ShareRowProps) {
  const format = useFormat()
  return (
    <Row name={<Named name={name} small={small} />}>
      {share === null ? (
        <b>–</b>
      ) : (
        <span className="num nw">
          <b>{format.share(share.share)}</b> <span className="dim">{format.shares(share.low, share.high)}</span>
        </span>
      )}
    </Row>
  )
}

/** What follows for a project whose rejections are overturned too often, how far it is from there, and what holds now. */
export function Follows({ figures }: { readonly figures: Figures }) {
  const t = useT("requester")
  const format = useFormat()
  const { overturned, consequence, suspendedUntilMs } = figures
  const distance = distanceOf(overturned)
  const far =
    distance.key === "soFar"
      ? t("soFar", { k: format.number(distance.k), n: format.number(distance.n) })
      : t("lowerEnd", { share: format.share(distance.share) })
  return (
    <Section title={t("follows")}>
      {consequence !== "none" && (
        <p className={measures.below8}>
          <b>{t(`now.${consequence}`, { day: suspendedUntilMs === null ? "" : format.date(suspendedUntilMs) })}</b>
        </p>
      )}
      <Rows>
        {BOUNDS.map(([what, share]) => (
          <Row
            key={what}
            name={
              <Named
                name={t("bound", { share: format.share(share), count: LEAST_APPEALS })}
                small={t(`then.${what}`)}
              />
            }
          >
            <span className="dim num nw">{far}</span>
          </Row>
        ))}
      </Rows>
      <p className={`dim sm ${measures.above8}`}>{t("sure")}</p>
    </Section>
  )
}
