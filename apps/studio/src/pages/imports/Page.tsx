import type { ImportRow } from "@justesse/types/wire/imports"
import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useEffect } from "react"
import { useStore } from "zustand"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useMe, useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { useCommand } from "../../ui/cli.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Rows, Section } from "../../ui/layout.tsx"
import { ChooseFiles } from "../../uploads/ChooseFiles.tsx"
import { UploadLines } from "../../uploads/Lines.tsx"
import type { NamedFile } from "../../uploads/named.ts"
import { forgetUpload, sendFiles, uploads } from "../../uploads/store.ts"
import { useDrop } from "../../uploads/useDrop.ts"
import { LinkFolder } from "./LinkFolder.tsx"
import { StateTag } from "./StateTag.tsx"
import { broughtText } from "./Steps.tsx"
import { getImportTimeMs, soFar } from "./soFar.ts"

/** What came in, what is coming in, and the place to drop more. */
export function ImportsPage() {
  const t = useT("imports")
  const project = useProjectSlug()
  useOpenPreview(project)
  const query = useQuery(trpc.imports.list.queryOptions({ project }))
  const operator = useMe()?.person?.operator ?? false
  const command = useCommand()
  usePageName(t("title"))
  const take = (files: readonly NamedFile[]) => sendFiles(project, files, "ask")
  const drop = useDrop(take)
  return (
    <div className={drop.over ? "content dropping" : "content"} {...drop.handlers}>
      <Head title={t("title")} />
      <Loaded query={query}>
        {({ imports }) => (
          <>
            <ImportsLead imports={imports} />
            <div className={`two ${measures.above24}`}>
              <Section title={t("bring")}>
                <p className="dim">{t("bringText")}</p>
                <div className={`inline ${measures.above16}`}>
                  <ChooseFiles look="primary" icon="upload" name={t("choose")} onFiles={take} />
                  <ChooseFiles folder icon="folder" name={t("folder")} onFiles={take} />
                </div>
              </Section>
              <Section title={t("command")}>
                <Command text={command(`import ./photos --project ${project}`)} />
                <p className={`dim sm ${measures.above8}`}>{t("commandText")}</p>
                <div className={measures.above8}>
                  <Command text={command(`import ./instances.json --project ${project} --as final`)} />
                </div>
                {operator && <LinkFolder project={project} />}
              </Section>
            </div>
            <UploadLines project={project} />
            {imports.length > 0 && (
              <div className={measures.above28}>
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
  const { pictures, leftOut, running, waiting } = soFar(imports)
  const key =
    imports.length === 0
      ? "leadEmpty"
      : running > 0
        ? "leadRunning"
        : pictures === 0 && waiting > 0
          ? "leadWaiting"
          : leftOut > 0
            ? "lead"
            : "leadAll"
  return (
    <Intro>
      <Rich
        t={t}
        k={key}
        values={{
          count: key === "leadWaiting" ? waiting : pictures,
          running,
          left: t("leftItems", { count: leftOut }),
        }}
      />
    </Intro>
  )
}

/** Opens what was sent here as soon as there is something to decide about it. */
function useOpenPreview(project: string): void {
  const navigate = useNavigate()
  const sent = useStore(uploads)
  useEffect(() => {
    const preview = sent.find((one) => one.project === project && one.as === "ask" && one.importId !== null)
    if (!preview) return
    forgetUpload(preview.batch)
    void navigate({ to: "/p/$project/imports/$import", params: { project, import: String(preview.importId) } })
  }, [sent, project, navigate])
}

function ImportLine({ project, row }: { readonly project: string; readonly row: ImportRow }) {
  const t = useT("imports")
  const format = useFormat()
  return (
    <div className={`row job ${measures.high56}`}>
      <span className="g">
        <span className="b">{row.name}</span> <StateTag state={row.state} />
        <br />
        <span className="dim">
          {row.state === "waiting" ? t("step.waits") : broughtText(t, row)}
          {row.twice > 0 && ` · ${t("twice", { count: row.twice })}`}
          {row.leftOut > 0 && ` · ${t("leftOut", { count: row.leftOut })}`}
        </span>
      </span>
      {row.state === "running" && (
        <progress value={row.done} max={Math.max(1, row.total)} aria-label={t("progress", { name: row.name })} />
      )}
      <span className="dim sm nw">
        {format.ago(getImportTimeMs(row))} · {row.who}
      </span>
      <ButtonLink small to="/p/$project/imports/$import" params={{ project, import: String(row.id) }}>
        {t(row.state === "waiting" ? "decide" : "report")}
      </ButtonLink>
    </div>
  )
}
