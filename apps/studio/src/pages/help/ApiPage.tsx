import { Select } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { LANGUAGES, readApiParams } from "../../search.ts"
import { useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Code } from "../../ui/Code.tsx"
import { CodeBlock, Command } from "../../ui/Copy.tsx"
import { useCommand } from "../../ui/cli.ts"
import { Head, Intro, Rule, Section, Seg } from "../../ui/layout.tsx"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { TokensPart } from "../settings/TokensPart.tsx"
import { type Example, examplesFor } from "./apiExamples.ts"
import css from "./page.module.css"

const CARE = ["doctor", "verify", "backup ./justesse.jbackup"]

/** What scripts can do, in Python and curl that run as copied, with the reader's own address, project and tokens. */
export function ApiPage() {
  const t = useT("api")
  const me = useMe()
  const command = useCommand()
  const [searchParams, change] = useSearchParams(readApiParams)
  const projects = (me?.projects ?? []).filter(({ roles }) => roles.includes("owner") || roles.includes("reviewer"))
  const project =
    projects.find((card) => card.project === searchParams.project)?.project ?? projects[0]?.project ?? null
  const language = searchParams.in ?? "python"
  const { label, picture } = useOwn(project)
  usePageName(t("title"))
  const examples = examplesFor({
    origin: window.location.origin,
    project: project ?? "my-project",
    label,
    picture,
    command,
  })
  return (
    <div className="content">
      <Head title={t("title")}>
        <a className="btn" href="/openapi.json">
          {t("document")}
        </a>
      </Head>
      <Intro>
        <Rich t={t} k="lead" />
      </Intro>
      <div className={css.apiPart}>
        <TokensPart forScripts />
      </div>
      <Rule />
      <div className={`bar ${css.apiBar}`}>
        {projects.length > 0 && (
          <Select
            label={t("project")}
            allowDeselect={false}
            data={projects.map((card) => ({ value: card.project, label: card.name }))}
            value={project}
            onChange={(value) => change({ project: value ?? undefined })}
            w={280}
          />
        )}
        <Seg
          label={t("language")}
          big
          value={language}
          options={LANGUAGES.map((value) => ({ value, name: t(`in.${value}`) }))}
          onChange={(value) => change({ in: value })}
        />
      </div>
      <nav className={css.apiList} aria-label={t("list")}>
        {examples.map(({ key }) => (
          <a key={key} href={`#${key}`}>
            {t(`group.${key}`)}
          </a>
        ))}
      </nav>
      {examples.map((example) => (
        <ExamplePart key={example.key} example={example} language={language} />
      ))}
      <Section title={t("group.care")}>
        <p className={`dim ${css.apiText}`}>{t("text.care")}</p>
        <div className="cmds">
          {CARE.map((args) => (
            <Command key={args} text={command(args)} />
          ))}
        </div>
      </Section>
    </div>
  )
}

function ExamplePart({
  example,
  language,
}: {
  readonly example: Example
  readonly language: (typeof LANGUAGES)[number]
}) {
  const t = useT("api")
  return (
    <section className={`${css.apiPart} ${css.apiSide}`} id={example.key}>
      <div>
        <h2>{t(`group.${example.key}`)}</h2>
        <p className={`dim ${css.apiText}`}>
          <Rich t={t} k={`text.${example.key}`} />
        </p>
      </div>
      <div className="cmds">
        <CodeBlock text={example[language]}>
          <Code text={example[language]} language={language === "curl" ? "bash" : language} />
        </CodeBlock>
        {example.command !== null && (
          <div>
            <p className={`dim ${css.apiText}`}>{t("asCommand")}</p>
            <Command text={example.command} />
          </div>
        )}
      </div>
    </section>
  )
}

/** A label and a picture of the project, so that the examples name something that is there. */
function useOwn(project: string | null): { label: string; picture: string } {
  const filter = { search: "", states: [], labels: [] }
  const input = { project: project ?? "", filter, sort: "number" as const, cursor: null, limit: 1 }
  const pictures = useQuery(trpc.asset.list.queryOptions(input, { enabled: project !== null, staleTime: 300_000 }))
  const labels = useQuery(
    trpc.ontology.get.queryOptions(
      { project: input.project, version: null },
      { enabled: project !== null, staleTime: 300_000 },
    ),
  )
  return {
    label: labels.data?.ontology.labels.find((one) => !one.retired)?.name.en ?? "label",
    picture: pictures.data?.tiles[0]?.name ?? "photos/photo.jpg",
  }
}
