import { TaskState } from "@justesse/types/project"
import type { Row, RowsPage as RowsPageOf } from "@justesse/types/wire/asset"
import { Checkbox, TextInput } from "@mantine/core"
import { useState } from "react"
import type { z } from "zod"
import { api, refresh } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { useProjectSlug, useRoles } from "../../../shell/useMe.ts"
import { usePageName } from "../../../shell/usePageName.ts"
import { Button, TextLink } from "../../../ui/Button.tsx"
import { Command } from "../../../ui/Copy.tsx"
import { useCommand } from "../../../ui/cli.ts"
import { Head, Intro, Seg, Tag } from "../../../ui/layout.tsx"
import { More } from "../../../ui/More.tsx"
import { Skeleton } from "../../../ui/Skeleton.tsx"
import { Trouble } from "../../../ui/Trouble.tsx"
import { useAct } from "../../../ui/useAct.ts"
import { usePages } from "../../../ui/usePages.ts"
import { ChooseFiles } from "../../../uploads/ChooseFiles.tsx"
import { UploadLines } from "../../../uploads/Lines.tsx"
import { sendFiles } from "../../../uploads/store.ts"
import { useDrop } from "../../../uploads/useDrop.ts"
import css from "./rows.module.css"

const LIMIT = 100
const STATES = ["all", ...TaskState.options] as const

/** Tasks that are about no picture: rows of tables with what became of each, or the one form that is about nothing. */
export function RowsPage({ about }: { readonly about: "row" | "nothing" }) {
  const t = useT("images")
  const project = useProjectSlug()
  const isOwner = useRoles(project).includes("owner")
  const [state, setState] = useState<(typeof STATES)[number]>("all")
  const [search, setSearch] = useState("")
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const input = { project, state: state === "all" ? null : state, search, limit: LIMIT }
  const query = usePages([["asset", "rows"], input], (cursor) => api.asset.rows.query({ ...input, cursor }), project)
  usePageName(t(`rows.${about}`))
  const takesFiles = isOwner && about === "row"
  const drop = useDrop((files) => takesFiles && sendFiles(project, files, "ask"))
  const page = query.data?.pages[0]
  const rows = query.data?.pages.flatMap((one) => one.rows) ?? []
  const isNarrowed = state !== "all" || search !== ""
  return (
    <div className={drop.over ? "content full dropping" : "content full"} {...(takesFiles && drop.handlers)}>
      <Head title={t(`rows.${about}`)}>
        {takesFiles && (
          <ChooseFiles icon="plus" name={t("rows.add")} onFiles={(files) => sendFiles(project, files, "ask")} />
        )}
      </Head>
      {query.isPending && <Skeleton />}
      {query.isError && !page && <Trouble again={() => void query.refetch()} error={query.error} />}
      {isOwner && <UploadLines project={project} />}
      {page && <Summary about={about} isNarrowed={isNarrowed} project={project} total={page.total} />}
      {page && (page.total > 0 || isNarrowed) && (
        <>
          {about === "row" && (
            <div className={css.filters}>
              <TextInput
                aria-label={t("rows.search")}
                onChange={(event) => setSearch(event.currentTarget.value)}
                placeholder={t("rows.search")}
                value={search}
              />
              <Seg
                label={t("rows.state")}
                onChange={setState}
                options={STATES.map((value) => ({ value, name: t(value === "all" ? "rows.all" : `facet.${value}`) }))}
                value={state}
              />
            </div>
          )}
          <Table chosen={isOwner ? chosen : null} onChosen={setChosen} project={project} rows={rows} />
          {query.hasNextPage && <More query={query} />}
          {isOwner && chosen.size > 0 && (
            <Acts chosen={[...chosen]} onEnd={() => setChosen(new Set())} project={project} />
          )}
        </>
      )}
    </div>
  )
}

interface SummaryProps {
  readonly about: "row" | "nothing"
  readonly total: number
  readonly isNarrowed: boolean
  readonly project: string
}

function Summary({ about, total, isNarrowed, project }: SummaryProps) {
  const t = useT("images")
  const command = useCommand()
  if (about === "nothing") return <Intro>{t("rows.nothingLead")}</Intro>
  if (total > 0 || isNarrowed) return <Intro>{t("rows.lead", { count: total })}</Intro>
  return (
    <>
      <Intro>{t("rows.empty")}</Intro>
      <Command text={command(`import ./rows.csv --project ${project}`)} />
    </>
  )
}

type Page = z.infer<typeof RowsPageOf>

interface TableProps {
  readonly rows: Page["rows"]
  readonly project: string
  /** Null where nothing can be chosen. */
  readonly chosen: ReadonlySet<number> | null
  readonly onChosen: (chosen: ReadonlySet<number>) => void
}

function Table({ rows, project, chosen, onChosen }: TableProps) {
  const t = useT("images")
  const columns = [...new Set(rows.flatMap(({ cells }) => cells.map(({ column }) => column)))]
  const toggle = (task: number) => {
    const next = new Set(chosen)
    if (!next.delete(task)) next.add(task)
    onChosen(next)
  }
  return (
    <div className={css.table}>
      <table>
        <thead>
          <tr>
            {chosen && <th aria-label={t("rows.chosen")} />}
            <th scope="col">{t("rows.state")}</th>
            <th scope="col">{t("rows.answers")}</th>
            {columns.map((column) => (
              <th dir="auto" key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.task}>
              {chosen && (
                <td>
                  <Checkbox
                    aria-label={t("rows.choose", { name: row.cells[0]?.text ?? String(row.task) })}
                    checked={chosen.has(row.task)}
                    onChange={() => toggle(row.task)}
                    size="xs"
                  />
                </td>
              )}
              <td>
                <State project={project} row={row} />
              </td>
              <td>{t("rows.of", { count: row.submitted, of: row.overlap })}</td>
              {row.erased ? (
                <td className="dim" colSpan={Math.max(1, columns.length)}>
                  {t("rows.erased")}
                </td>
              ) : (
                columns.map((column) => (
                  <td dir="auto" key={column}>
                    {row.cells.find((cell) => cell.column === column)?.text}
                  </td>
                ))
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function State({ row, project }: { readonly row: Row; readonly project: string }) {
  const t = useT("images")
  if (row.state !== "disputed") return <Tag>{t(`facet.${row.state}`)}</Tag>
  return (
    <TextLink params={{ project, task: String(row.task) }} to="/review/$project/$task">
      {t("facet.disputed")}
    </TextLink>
  )
}

interface ActsProps {
  readonly chosen: readonly number[]
  readonly project: string
  readonly onEnd: () => void
}

/** What can be done with the rows that are chosen. Erasing asks first: it cannot be undone. */
function Acts({ chosen, project, onEnd }: ActsProps) {
  const t = useT("images")
  const after = () => {
    onEnd()
    refresh("asset", "project", "review")
  }
  const exclude = useAct(
    (excluded: boolean) => api.asset.excludeRows.mutate({ project, tasks: [...chosen], excluded }),
    after,
  )
  const erase = useAct(() => api.asset.eraseRows.mutate({ project, tasks: [...chosen] }), after)
  const [isAsked, setAsked] = useState(false)
  return (
    <div className={css.acts} role="toolbar">
      <span>{t("rows.chosenCount", { count: chosen.length })}</span>
      <Button onClick={() => exclude.mutate(true)} small>
        {t("rows.exclude")}
      </Button>
      <Button onClick={() => exclude.mutate(false)} small>
        {t("rows.include")}
      </Button>
      {isAsked ? (
        <>
          <span>{t("rows.eraseText")}</span>
          <Button look="danger" onClick={() => erase.mutate(undefined)} small>
            {t("rows.eraseNow")}
          </Button>
        </>
      ) : (
        <Button onClick={() => setAsked(true)} small>
          {t("rows.erase")}
        </Button>
      )}
      <Button look="quiet" onClick={onEnd} small>
        {t("common:cancel")}
      </Button>
    </div>
  )
}
