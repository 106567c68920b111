import type { StatementShown } from "@justesse/types/wire/pay"
import { roundStatement } from "@justesse/work/pay/statement"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { useMe } from "../../../shell/useMe.ts"
import { Scroll } from "../../../ui/Scroll.tsx"
import type { Period } from "./period.ts"
import css from "./sheet.module.css"
import { incomeOf, rowsOf } from "./statementRows.ts"

type Statement = StatementShown["statements"][number]

interface Props {
  readonly shown: StatementShown
  readonly period: Period
  /** Time worked in the period; null while it is read. */
  readonly seconds: number | null
  readonly madeAtMs: number
}

/** The statement as people print it: who, where and when, each day's income, the sums, and where it stands in the ledger. */
export function StatementSheet({ shown, period, seconds, madeAtMs }: Props) {
  const t = useT("pay")
  const format = useFormat()
  const me = useMe()
  const day = (text: string) => format.fullDate(Date.parse(`${text}T12:00:00`))
  return (
    <article className={css.sheet} aria-label={t("statement.title")}>
      <header className={css.head}>
        <div>
          <h2>{t("statement.heading")}</h2>
          <p className="dim">
            {t("statement.made", { from: day(period.from), to: day(period.to), now: format.dateTime(madeAtMs) })}
          </p>
        </div>
        <div className="num">
          <strong>{me?.person?.name}</strong>
          <br />
          <span className="dim">{window.location.host}</span>
        </div>
      </header>
      {seconds !== null && <p>{t("statement.worked", { time: format.exactly(seconds) })}</p>}
      {shown.statements.map((statement) => (
        <InCurrency key={statement.currency} statement={statement} />
      ))}
      <p className={`dim sm ${css.foot}`}>
        {shown.lastMovement === null
          ? t("statement.footNone")
          : t("statement.foot", { number: format.number(shown.lastMovement) })}{" "}
        {t("statement.facts")}
      </p>
    </article>
  )
}

function InCurrency({ statement }: { readonly statement: Statement }) {
  const t = useT("pay")
  const format = useFormat()
  const { amount, money } = useMoney()
  const { currency } = statement
  const rows = rowsOf(statement)
  return (
    <>
      {rows.length > 0 && (
        <Scroll label={t("statement.days")}>
          <table className="tbl tight">
            <thead>
              <tr>
                <th>{t("statement.day")}</th>
                <th>{t("statement.work")}</th>
                <th className="num">{t("sent")}</th>
                <th className="num">{t("added")}</th>
                <th className="num">{t("statement.beside")}</th>
                <th className="num">{t("statement.income")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ day, project, sentMicros, addedMicros, besideMicros }) => (
                <tr key={`${day} ${project}`}>
                  <td className="nw">{format.axisDay(day)}</td>
                  <td>{project}</td>
                  <td className="num nw">{amount(sentMicros, currency)}</td>
                  <td className="num nw">{amount(addedMicros, currency)}</td>
                  <td className="num nw">{amount(besideMicros, currency)}</td>
                  <td className="num nw b">{money(sentMicros + addedMicros + besideMicros, currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <Sums statement={statement} />
    </>
  )
}

const INCOME = ["sentMicros", "addedMicros", "bonusMicros", "appealsMicros", "reviewMicros"] as const
const MOVED = ["takenOutMicros", "cameBackMicros", "givenMicros"] as const

function Sums({ statement }: { readonly statement: Statement }) {
  const t = useT("pay")
  const { money, exact } = useMoney()
  const { currency } = statement
  const shown = { ...roundStatement(statement, currency), currency }
  type Amount = "incomeSum" | "openingMicros" | "closingMicros" | (typeof INCOME)[number] | (typeof MOVED)[number]
  const line = (name: Amount, isSum = false) => (
    <div key={name} className={isSum ? css.total : undefined}>
      <dt>{t(`statement.${name}`)}</dt>
      <dd title={exact(name === "incomeSum" ? incomeOf(statement) : statement[name])}>
        {money(name === "incomeSum" ? incomeOf(shown) : shown[name], currency)}
      </dd>
    </div>
  )
  return (
    <dl className={css.sums}>
      {INCOME.filter((name) => statement[name] > 0).map((name) => line(name))}
      {line("incomeSum", true)}
      {line("openingMicros")}
      {MOVED.filter((name) => statement[name] > 0).map((name) => line(name))}
      {line("closingMicros", true)}
    </dl>
  )
}
