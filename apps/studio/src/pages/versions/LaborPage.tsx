import type { LaborShown } from "@justesse/types/wire/dataset"
import { useQuery } from "@tanstack/react-query"
import { linkOptions, useParams } from "@tanstack/react-router"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
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
  const format = useFormat()
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
          <Rich t={t} k="held" values={{ difference: format.duration(Math.abs(wrong.label - wrong.storage) / 1000) }} />
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

function Checks({ shown: { checks, leftOut, label } }: { readonly shown: LaborShown }) {
  const t = useT("labor")
  const format = useFormat()
  const lines = [
    ...checks.map(({ what, label: own, storage }) => ({
      name: t(`check.${what}`),
      good: own === storage,
      text:
        own === storage
          ? t("checkHolds", { count: Math.floor(own / 1000), number: format.number(Math.floor(own / 1000)) })
          : t("checkDiffers", { label: format.duration(own / 1000), storage: format.duration(storage / 1000) }),
    })),
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
