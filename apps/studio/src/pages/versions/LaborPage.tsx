import type { LaborShown } from "@justesse/types/wire/dataset"
import { useQuery } from "@tanstack/react-query"
import { linkOptions, useParams } from "@tanstack/react-router"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useMoney } from "../../locale/useMoney.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { useCommand } from "../../ui/cli.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head, Intro, Rows, Section } from "../../ui/layout.tsx"
import { saveFile } from "../../ui/saveFile.ts"
import css from "./labor.module.css"

/** What a version says about the work, as every export of it carries it, and what it was checked against. */
export function LaborPage() {
  const t = useT("labor")
  const project = useProjectSlug()
  const params = useParams({ from: "/manage/p/$project/versions/$version/labor" })
  const version = Number(params.version)
  const query = useQuery(trpc.dataset.labor.queryOptions({ project, version }))
  usePageName(t("title"))
  return (
    <div className="content">
      <Crumbs
        items={linkOptions([
          { to: "/p/$project/versions", params: { project }, children: t("versions") },
          {
            to: "/p/$project/versions/$version",
            params: { project, version: String(version) },
            children: t("version", { version }),
          },
        ])}
        here="LABOR.md"
      />
      <Loaded query={query}>{(shown) => <LaborBody project={project} version={version} shown={shown} />}</Loaded>
    </div>
  )
}

interface Props {
  readonly project: string
  readonly version: number
  readonly shown: LaborShown
}

function LaborBody({ project, version, shown }: Props) {
  const t = useT("labor")
  const tell = useCheckFigure(shown)
  const command = useCommand()
  const [wrong] = shown.checks.filter(({ label, storage }) => label !== storage)
  const json = () => saveFile(`version-${version}-labor.json`, "application/json", shown.json)
  return (
    <>
      <Head title={t("title")}>
        <Button onClick={json}>labor.json</Button>
        {wrong === undefined && (
          <ButtonLink look="primary" to="/p/$project/versions/$version" params={{ project, version: String(version) }}>
            {t("export")}
          </ButtonLink>
        )}
      </Head>
      <Intro>
        {wrong === undefined ? (
          <Rich t={t} k="lead" />
        ) : (
          <Rich
            t={t}
            k={`held.${wrong.what}`}
            values={{ difference: tell(wrong.what, Math.abs(wrong.label - wrong.storage)) }}
          />
        )}
      </Intro>
      <div className={`side ${measures.above24}`}>
        <Paper text={shown.text} language={shown.label.language} />
        <div>
          <Checks shown={shown} />
          <div className={measures.above24}>
            <Section title={t("anyone")}>
              <Command text={command(`label verify ${project}-v${version}.zip`)} />
              <p className={`dim sm ${measures.above4}`}>{t("commandText")}</p>
            </Section>
          </div>
        </div>
      </div>
    </>
  )
}

/** LABOR.md as it goes out, in the language of its project. */
function Paper({ text, language }: { readonly text: LaborShown["text"]; readonly language: "en" | "fr" }) {
  return (
    <article className={css.paper} lang={language}>
      <p className="dim sm">LABOR.md</p>
      <h2 className={css.title}>{text.title}</h2>
      <p className="dim">{text.lead}</p>
      {text.sections.map(({ heading, rows, text: sentences }) => (
        <section key={heading} className={measures.above24}>
          <h3 className={css.heading}>{heading}</h3>
          {rows.length > 0 && (
            <dl className={css.figures}>
              {rows.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
          {sentences.map((sentence) => (
            <p key={sentence} className={measures.above4}>
              {sentence.replaceAll("`", "")}
            </p>
          ))}
        </section>
      ))}
      <p className={`dim sm ${css.foot}`}>{text.foot}</p>
    </article>
  )
}

type Check = LaborShown["checks"][number]

/** What a check compared, as its figures are written: time, or money to the micro-unit. */
function useCheckFigure({ label: { pay } }: LaborShown): (what: Check["what"], value: number) => string {
  const format = useFormat()
  const { exact } = useMoney()
  return (what, value) =>
    what === "hours" ? format.duration(value / 1000) : `${exact(value)} ${pay.money?.currency ?? ""}`.trim()
}

function Checks({ shown }: { readonly shown: LaborShown }) {
  const { checks, leftOut, label } = shown
  const t = useT("labor")
  const format = useFormat()
  const tell = useCheckFigure(shown)
  const holds = ({ what, label: own }: Check) => {
    const seconds = Math.floor(own / 1000)
    return what === "money" ? t("moneyHolds") : t("checkHolds", { count: seconds, number: format.number(seconds) })
  }
  const lines = [
    ...checks.map((check) => {
      const { what, label: own, storage } = check
      const good = own === storage
      const text = good ? holds(check) : t("checkDiffers", { label: tell(what, own), storage: tell(what, storage) })
      return { name: t(`check.${what}`), good, text }
    }),
    { name: t("check.few"), good: true, text: t("leftOut", { count: leftOut }) },
    { name: t("check.credits"), good: true, text: t("credits", { count: label.credits.length }) },
  ]
  return (
    <Section title={t("checked")}>
      <Rows>
        {lines.map(({ name, good, text }) => (
          <div key={name} className="row">
            <span className={good ? "good" : "need"}>
              <Icon name={good ? "check" : "warning"} small />
            </span>
            <span className="g">
              {name}
              <span className={`dim sm ${css.under}`}>{text}</span>
            </span>
          </div>
        ))}
      </Rows>
    </Section>
  )
}
