import type { ImportShown } from "@justesse/types/wire/imports"
import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import type { z } from "zod"
import { api, refresh, trpc } from "../../api.ts"
import { useFormat } from "../../format/useFormat.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../icons/Icon.tsx"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head, Lead, Rule, Section, Tag } from "../../ui/layout.tsx"
import { saveFile } from "../../ui/saveFile.ts"
import { useAct } from "../../ui/useAct.ts"
import { ReportTable } from "./ReportTable.tsx"
import { reportCsv } from "./reportCsv.ts"

type Shown = z.infer<typeof ImportShown>

/** One import: where it is, what came in, what was left out and why. */
export function ImportPage() {
  const t = useT("imports")
  const project = useProjectSlug()
  const params: Readonly<Record<string, string | undefined>> = useParams({ strict: false })
  const id = Number(params.import ?? 0)
  const query = useQuery({
    ...trpc.imports.get.queryOptions({ project, id }),
    refetchInterval: (one) => (one.state.data?.row.state === "running" ? 800 : false),
  })
  usePageName(query.data?.row.name ?? t("one"))
  return (
    <div className="content">
      <Loaded query={query}>{(shown) => <ImportBody project={project} shown={shown} />}</Loaded>
    </div>
  )
}

function ImportBody({ project, shown }: { readonly project: string; readonly shown: Shown }) {
  const t = useT("imports")
  const format = useFormat()
  const { row, report } = shown
  const stop = useAct(
    () => api.imports.cancel.mutate({ project, id: row.id }),
    () => void refresh("imports", "asset"),
  )
  const key =
    row.state === "running"
      ? "oneRunning"
      : row.state === "failed"
        ? "oneFailed"
        : row.leftOut > 0
          ? "oneLeftOut"
          : "oneDone"
  const values = {
    count: row.pictures,
    regions: format.number(row.regions),
    leftOut: row.leftOut,
    done: format.number(row.done),
    total: format.number(row.total),
    twice: row.twice,
  }
  return (
    <>
      <Crumbs
        items={[{ to: `/p/${project}/imports`, name: t("title") }]}
        here={`${row.name}, ${format.dateTime(row.startedAtMs)}`}
      />
      <Head
        title={row.name}
        beside={
          <span className="inline">
            {row.format !== "" && <Tag>{row.format.toUpperCase()}</Tag>}
            <Tag tone={row.state === "failed" ? "loss" : row.state === "done" ? "good" : "acc"}>
              {t(`state.${row.state}`)}
            </Tag>
          </span>
        }
      >
        {row.state === "running" && <Button onClick={() => stop.mutate(undefined)}>{t("stop")}</Button>}
        {row.pictures > 0 && (
          <ButtonLink look="primary" to={`/p/${project}/images?sort=newest`}>
            {t("toImages")}
          </ButtonLink>
        )}
      </Head>
      <Lead>
        <Rich t={t} k={key} values={values} />
      </Lead>
      {row.state === "running" && (
        <progress
          value={row.done}
          max={Math.max(1, row.total)}
          aria-label={t("progress", { name: row.name })}
          style={{ width: "100%", height: 16, marginTop: 20 }}
        />
      )}
      <Steps shown={shown} />
      <Rule />
      <Section
        title={t("findings", { count: report.length })}
        aside={
          report.length > 0 && (
            <Button
              small
              icon="download"
              onClick={() => saveFile(`${row.name}-report.csv`, "text/csv", reportCsv(report))}
            >
              {t("reportCsv")}
            </Button>
          )
        }
      >
        {report.length === 0 ? (
          <p className="dim">{t(row.state === "running" ? "noFindingsYet" : "noFindings")}</p>
        ) : (
          <ReportTable lines={report} />
        )}
      </Section>
    </>
  )
}

function Steps({ shown }: { readonly shown: Shown }) {
  const t = useT("imports")
  const { row } = shown
  const over = row.state !== "running"
  const steps: readonly { name: string; text: string; done: boolean; need?: boolean }[] = [
    {
      name: t("step.recognised"),
      text: row.format === "" ? t("step.picturesOnly") : row.format.toUpperCase(),
      done: true,
    },
    { name: t("step.what"), text: t(`step.as.${row.as}`), done: true },
    {
      name: t("step.matched"),
      text: [t("twice", { count: row.twice }), ...(row.leftOut > 0 ? [t("leftOut", { count: row.leftOut })] : [])].join(
        ", ",
      ),
      done: row.done > 0 || over,
      need: row.leftOut > 0,
    },
    { name: t("step.run"), text: t("line", { count: row.pictures, regions: row.regions }), done: row.state === "done" },
  ]
  return (
    <ol className="steps">
      {steps.map(({ name, text, done, need }) => (
        <li key={name} className={need ? "need-step" : done ? "done" : row.state === "failed" ? "bad" : ""}>
          <span className="b inline" style={{ gap: 4, flexWrap: "nowrap", alignItems: "flex-start" }}>
            {(done || need || row.state === "failed") && <Icon name={done && !need ? "check" : "warning"} small />}
            {name}
          </span>
          <span className="dim sm">{text}</span>
        </li>
      ))}
    </ol>
  )
}
