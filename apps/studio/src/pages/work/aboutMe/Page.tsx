import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { usePageName } from "../../../shell/usePageName.ts"
import { Icon } from "../../../theme/Icon.tsx"
import measures from "../../../theme/measures.module.css"
import { TextLink } from "../../../ui/Button.tsx"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Head, Intro, Row, Rows } from "../../../ui/layout.tsx"
import { AllData } from "./AllData.tsx"
import { type Group, groupsFor, type Now, SHOWN } from "./groups.ts"
import { Rules } from "./Rules.tsx"

/** What is kept of me, a row for each matter and the register whole below; and all of it to take away. */
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
      <Intro>
        <Rich t={t} k="lead" />
      </Intro>
      <Loaded query={query}>
        {({ now }) => (
          <>
            <Rows>
              {groupsFor(now).map((group) => (
                <Row key={group} tall name={<Named group={group} />}>
                  <Here group={group} now={now} />
                </Row>
              ))}
            </Rows>
            <p className={measures.above16}>{t("never")}</p>
            <AllData now={now} />
          </>
        )}
      </Loaded>
      <Rules />
    </div>
  )
}

function Named({ group }: { readonly group: Group }) {
  const t = useT("aboutMe")
  return (
    <>
      <strong>{t(`group.${group}.what`)}</strong>
      <br />
      <span className="dim">{t(`group.${group}.who`)}</span>
    </>
  )
}

/** How much of it there is, or the page's name, with a link to where it is read. */
function Here({ group, now }: { readonly group: Group; readonly now: Now }) {
  const t = useT("aboutMe")
  const nav = useT("nav")
  const format = useFormat()
  const shown = SHOWN[group]
  if ("named" in shown) return <TextLink to={shown.to}>{nav(shown.named)}</TextLink>
  const count = now[shown.counts] ?? 0
  if (count === 0) return <span className="dim">{t("nothingHere")}</span>
  const text = shown.counts === "time" ? format.minutes(count) : format.number(count)
  return shown.to === undefined ? <span>{text}</span> : <TextLink to={shown.to}>{text}</TextLink>
}
