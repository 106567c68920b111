import { Fragment, type KeyboardEvent, useState } from "react"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { Section, Tag } from "../../../ui/layout.tsx"
import { Scroll } from "../../../ui/Scroll.tsx"
import { PayCells, PayHead, PayOfDay, PayParts } from "../../pay/own/SessionPay.tsx"
import type { PaidSession } from "../../pay/own/sessions.ts"
import { type ClaimRow, daysOf, firstDays, type SessionRow, workedSeconds } from "./days.ts"
import css from "./sessions.module.css"

interface Props {
  readonly sessions: readonly SessionRow[]
  readonly claims: readonly ClaimRow[]
  /** What sessions paid, by their number; null for somebody who is not paid. */
  readonly paid: ReadonlyMap<number, PaidSession> | null
}

/** Up and down go from one session to the next; Enter opens, as a button does. */
function onKeys(event: KeyboardEvent<HTMLTableElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
  if (step === 0) return
  const all = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button[aria-expanded]")]
  const at = all.findIndex((button) => button === document.activeElement)
  const next = all[at + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}

/** The days with their sessions; each opens in place. */
export function HoursSessions({ sessions, claims, paid }: Props) {
  const t = useT("hours")
  const format = useFormat()
  const [open, setOpen] = useState<string | null>(null)
  const first = firstDays(sessions)
  const paidOn = (day: string, session: number | null) =>
    session !== null && first.get(session) === day ? paid?.get(session) : undefined
  return (
    <Section title={t("lines")}>
      <Scroll label={t("lines")}>
        {/* The buttons in its rows are the controls; the arrows only go from one to the next. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <table className={`tbl ${css.sessions}`} onKeyDown={onKeys}>
          <thead>
            <tr>
              <th>{t("when")}</th>
              <th>{t("project")}</th>
              <th className={`num ${css.tasks}`}>{t("tasks")}</th>
              <th className="num">{t("counted")}</th>
              {paid && <PayHead />}
            </tr>
          </thead>
          <tbody>
            {daysOf(sessions).map(({ day, seconds, sessions: own }) => (
              <Fragment key={day}>
                <tr className={css.day}>
                  <th scope="rowgroup" colSpan={2}>
                    {format.axisDay(day)}
                  </th>
                  <td className={`num ${css.tasks}`}>
                    {format.number(own.reduce((sum, { tasks }) => sum + tasks, 0))}
                  </td>
                  <td className="num nw">{format.exactly(seconds)}</td>
                  {paid && <PayOfDay sessions={own.flatMap(({ session }) => paidOn(day, session) ?? [])} />}
                </tr>
                {own.map((session) => {
                  const key = `${day}/${session.session ?? session.project}`
                  const isOpen = open === key
                  return (
                    <SessionLines
                      key={key}
                      session={session}
                      claims={claims.filter((claim) => claim.session === session.session)}
                      pay={
                        paid && (paidOn(day, session.session) ?? (paid.has(session.session ?? 0) ? "before" : "none"))
                      }
                      isOpen={isOpen}
                      onToggle={() => setOpen(isOpen ? null : key)}
                    />
                  )
                })}
              </Fragment>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="dim">{t("sessionEnds")}</p>
    </Section>
  )
}

interface LinesProps {
  readonly session: SessionRow
  readonly claims: readonly ClaimRow[]
  /** What it paid: `before` where that stands with the day on which it began; null for somebody who is not paid. */
  readonly pay: PaidSession | "before" | "none" | null
  readonly isOpen: boolean
  readonly onToggle: () => void
}

function SessionLines({ session, claims, pay, isOpen, onToggle }: LinesProps) {
  const t = useT("hours")
  const format = useFormat()
  const { fromMs, toMs } = session
  const own = typeof pay === "object" ? pay : null
  const when =
    fromMs === null
      ? t("earlier")
      : t("fromTo", { from: format.time(fromMs), to: toMs === null ? t("now") : format.time(toMs) })
  return (
    <>
      <tr className={isOpen ? css.open : undefined}>
        <td className="nw">
          {session.session === null ? (
            <span className="dim">{when}</span>
          ) : (
            <button type="button" className={css.toggle} aria-expanded={isOpen} onClick={onToggle}>
              {when}
            </button>
          )}
        </td>
        <td>
          {session.projectName} {session.session !== null && toMs === null && <Tag tone="acc">{t("goesOn")}</Tag>}
        </td>
        <td className={`num ${css.tasks}`}>{format.number(session.tasks)}</td>
        <td className="num nw">{format.exactly(session.seconds)}</td>
        {pay && <PayCells session={own ?? undefined} isBefore={pay === "before"} />}
      </tr>
      {isOpen && (
        <tr className={css.open}>
          <td colSpan={pay ? 8 : 4}>
            {own && <PayParts session={own} />}
            <SessionParts session={session} claims={claims} />
          </td>
        </tr>
      )}
    </>
  )
}

const PARTS = ["worked", "review", "mentoring", "reading", "break", "claimed"] as const

/** Of what a session's time is made, and what was said to be missing. */
function SessionParts({ session, claims }: { readonly session: SessionRow; readonly claims: readonly ClaimRow[] }) {
  const t = useT("hours")
  const format = useFormat()
  const seconds = {
    worked: workedSeconds(session),
    review: session.reviewSeconds,
    mentoring: session.mentoringSeconds,
    reading: session.readingSeconds,
    break: session.breakSeconds,
    claimed: session.claimedSeconds,
  }
  return (
    <div className={css.parts}>
      {PARTS.filter((part) => part === "worked" || seconds[part] > 0).map((part) => (
        <Fragment key={part}>
          <span>{t(`part.${part}`)}</span>
          <span className="num nw">{format.exactly(seconds[part])}</span>
        </Fragment>
      ))}
      {claims.map((claim) => (
        <p key={claim.id} className={`dim ${css.whole}`}>
          <Rich t={t} k="claimedAt" values={{ day: format.dateTime(claim.atMs), note: claim.note }} />
        </p>
      ))}
    </div>
  )
}
