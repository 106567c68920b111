import type { ImportRow } from "@justesse/types/wire/imports"
import { Radio } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { trpc } from "../../api.ts"
import { useFormat } from "../../format/useFormat.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { ButtonLink } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { CLI } from "../../ui/cli.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Lead, Rows, Section, Tag } from "../../ui/layout.tsx"
import { ChooseFiles } from "../../uploads/ChooseFiles.tsx"
import { UploadLines } from "../../uploads/UploadLines.tsx"
import { type NamedFile, sendFiles } from "../../uploads/uploads.ts"
import { useDrop } from "../../uploads/useDrop.ts"

/** What came in, what is coming in, and the place to drop more. */
export function ImportsPage() {
  const t = useT("imports")
  const project = useProjectSlug()
  const [as, setAs] = useState<"settled" | "gold">("settled")
  const query = useQuery({
    ...trpc.imports.list.queryOptions({ project }),
    refetchInterval: (one) => (one.state.data?.imports.some((row) => row.state === "running") ? 1_000 : 10_000),
  })
  usePageName(t("title"))
  const take = (files: readonly NamedFile[]) => sendFiles(project, files, as)
  const drop = useDrop(take)
  return (
    <div className={drop.over ? "content dropping" : "content"} {...drop.handlers}>
      <Head title={t("title")} />
      <Loaded query={query}>
        {({ imports }) => (
          <>
            <ImportsLead imports={imports} />
            <div className="two" style={{ marginTop: 24 }}>
              <Section title={t("bring")}>
                <p className="dim">{t("bringText")}</p>
                <Radio.Group
                  label={t("what")}
                  value={as}
                  onChange={(value) => setAs(value === "gold" ? "gold" : "settled")}
                  mt={12}
                >
                  <Radio value="settled" label={t("as.settled")} description={t("as.settledText")} mt={8} />
                  <Radio value="gold" label={t("as.gold")} description={t("as.goldText")} mt={8} />
                </Radio.Group>
                <div className="inline" style={{ marginTop: 16 }}>
                  <ChooseFiles look="primary" icon="upload" name={t("choose")} onFiles={take} />
                  <ChooseFiles folder icon="folder" name={t("folder")} onFiles={take} />
                </div>
              </Section>
              <Section title={t("command")}>
                <Command text={`${CLI} import ./photos --project ${project}`} />
                <p className="dim sm" style={{ marginTop: 8 }}>
                  {t("commandText")}
                </p>
                <div style={{ marginTop: 8 }}>
                  <Command text={`${CLI} import ./instances.json --project ${project} --as settled`} />
                </div>
              </Section>
            </div>
            <UploadLines project={project} />
            {imports.length > 0 && (
              <div style={{ marginTop: 28 }}>
                <Section title={t("soFar")}>
                  <Rows>
                    {imports.map((row) => (
                      <ImportLine key={row.id} project={project} row={row} />
                    ))}
                  </Rows>
                </Section>
              </div>
            )}
          </>
        )}
      </Loaded>
    </div>
  )
}

function ImportsLead({ imports }: { readonly imports: readonly ImportRow[] }) {
  const t = useT("imports")
  const running = imports.filter((row) => row.state === "running")
  const values = {
    count: imports.reduce((sum, row) => sum + row.pictures, 0),
    running: running.length,
    leftOut: imports.reduce((sum, row) => sum + row.leftOut, 0),
  }
  return (
    <Lead>
      <Rich
        t={t}
        k={
          imports.length === 0
            ? "leadEmpty"
            : running.length > 0
              ? "leadRunning"
              : values.leftOut > 0
                ? "lead"
                : "leadAll"
        }
        values={values}
      />
    </Lead>
  )
}

const TONES = { running: "acc", done: "good", failed: "loss", cancelled: undefined } as const

function ImportLine({ project, row }: { readonly project: string; readonly row: ImportRow }) {
  const t = useT("imports")
  const format = useFormat()
  const tone = TONES[row.state]
  return (
    <div className="row job" style={{ minHeight: 56 }}>
      <span className="g">
        <span className="b">{row.name}</span> <Tag {...(tone && { tone })}>{t(`state.${row.state}`)}</Tag>
        <br />
        <span className="dim">
          {t("line", { count: row.pictures, regions: format.number(row.regions) })}
          {row.twice > 0 && ` · ${t("twice", { count: row.twice })}`}
          {row.leftOut > 0 && ` · ${t("leftOut", { count: row.leftOut })}`}
        </span>
      </span>
      {row.state === "running" && (
        <progress value={row.done} max={Math.max(1, row.total)} aria-label={t("progress", { name: row.name })} />
      )}
      <span className="dim sm nw">
        {format.ago(row.startedAtMs)} · {row.who}
      </span>
      <ButtonLink small to={`/p/${project}/imports/${row.id}`}>
        {t("report")}
      </ButtonLink>
    </div>
  )
}
