import { type Measure, type MeasureName, REGISTER, RULES } from "@justesse/types/records/register"
import { useQuery } from "@tanstack/react-query"
import type { LinkProps } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Row, Rows, Section } from "../../ui/layout.tsx"
import { Scroll } from "../../ui/Scroll.tsx"
import css from "./page.module.css"

const LINES = Object.entries<Measure>(REGISTER) as [MeasureName, Measure][] // the register's own names

/** Pages on which what is there can be read. */
const SHOWN_ON: Partial<Record<MeasureName, LinkProps["to"]>> = {
  time: "/work/hours",
  answers: "/work/history",
  outcomes: "/work/history",
  choices: "/work/history",
  messages: "/work/questions",
  records: "/work/record",
  preferences: "/settings",
  account: "/settings",
  signIn: "/settings",
}

type Now = Readonly<Record<string, number>>

/** What is measured on me, from the register that the server holds to, with what is there now; and all of it to take away. */
export function AboutMePage() {
  const t = useT("aboutMe")
  const query = useQuery(trpc.record.measured.queryOptions({}))
  usePageName(t("title"))
  return (
    <div className="content">
      <Head title={t("title")}>
        <a className="btn" href="/everything.zip" download>
          <Icon name="download" small />
          {t("download")}
        </a>
      </Head>
      <Loaded query={query}>
        {({ now }) => (
          <>
            <Intro>
              <Rich t={t} k={(now["answers"] ?? 0) === 0 ? "leadNone" : "lead"} values={{ count: LINES.length }} />
            </Intro>
            <Register now={now} />
          </>
        )}
      </Loaded>
      <p className={`dim ${measures.above16} ${measures.upTo720}`}>{t("downloadText")}</p>
      <div className={measures.above32}>
        <Section title={t("rules")}>
          <Rows>
            {Object.entries(RULES).map(([rule, effect]) => (
              <Row
                key={rule}
                tall
                name={
                  <>
                    <strong>{t(`rule.${rule}`)}</strong>
                    <br />
                    <span className="dim">{t(`ruleText.${rule}`)}</span>
                  </>
                }
              >
                <span className="dim">{t(`effect.${effect}`)}</span>
              </Row>
            ))}
          </Rows>
          <p className={`dim sm ${measures.above8}`}>{t("noSuchRule")}</p>
        </Section>
      </div>
    </div>
  )
}

function Register({ now }: { readonly now: Now }) {
  const t = useT("aboutMe")
  return (
    <Scroll label={t("title")} className={measures.above24}>
      <table className="tbl lines">
        <thead>
          <tr>
            {(["what", "why", "ground", "who", "howLong"] as const).map((column) => (
              <th key={column}>{t(column)}</th>
            ))}
            <th className="num">{t("now")}</th>
          </tr>
        </thead>
        <tbody>
          {LINES.map(([name, measure]) => (
            <tr key={name}>
              <td>
                <strong>{t(`${name}.what`)}</strong>
                <span className={`mono dim ${css.tables}`}>{measure.tables.join(", ")}</span>
              </td>
              <Cell column="why">{t(`${name}.why`)}</Cell>
              <Cell column="ground">{t(`grounds.${measure.ground}`)}</Cell>
              <Cell column="who">{t(`${name}.who`)}</Cell>
              <Cell column="howLong">{t(`${name}.howLong`)}</Cell>
              <td className="num">
                <Here name={name} now={now} />
              </td>
            </tr>
          ))}
          <tr>
            <td>
              <strong>{t("nothing.what")}</strong>
            </td>
            <td colSpan={5} className="dim">
              {t("nothing.text")}
            </td>
          </tr>
        </tbody>
      </table>
    </Scroll>
  )
}

function Cell({ column, children }: { readonly column: string; readonly children: ReactNode }) {
  const t = useT("aboutMe")
  return (
    <td>
      <span className="only-narrow dim sm">{t(column)}</span>
      {children}
    </td>
  )
}

/** What is there of one line now, with a link to where it is read. */
function Here({ name, now }: { readonly name: MeasureName; readonly now: Now }) {
  const t = useT("aboutMe")
  const format = useFormat()
  const count = now[name]
  const to = SHOWN_ON[name]
  if (count === 0) return <span className="dim">{t("nothingHere")}</span>
  const text = count === undefined ? t("seeThere") : name === "time" ? format.minutes(count) : format.number(count)
  return to === undefined ? text : <TextLink to={to}>{text}</TextLink>
}
