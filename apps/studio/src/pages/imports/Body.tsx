import type { ImportRow, ImportShown } from "@justesse/types/wire/imports"
import { api, refresh } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useMe } from "../../shell/useMe.ts"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Intro, Rule, Tag } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { Findings } from "./Findings.tsx"
import { ImportHead } from "./Head.tsx"
import { Links } from "./Links.tsx"
import { useFormatName } from "./names.ts"
import css from "./page.module.css"
import { broughtText, ImportSteps, isUnread } from "./Steps.tsx"
import { UndoneLead, UndoneNotes } from "./Undone.tsx"

/** An import that runs, has ended, or was taken back. */
export function ImportBody({ project, shown }: { readonly project: string; readonly shown: ImportShown }) {
  const formatName = useFormatName()
  const { row, report } = shown
  return (
    <>
      <ImportHead project={project} row={row} tag={row.format !== "" && <Tag>{formatName(row.format)}</Tag>}>
        <Acts project={project} row={row} />
      </ImportHead>
      <ImportLead row={row} />
      {(row.state === "running" || row.state === "looking") && <Going row={row} />}
      {row.state === "undone" && row.undone && <UndoneNotes project={project} undone={row.undone} />}
      <ImportSteps row={row} preview={shown.looked} {...(shown.options && { mapping: shown.options.labels })} />
      <Rule />
      <Findings project={project} row={row} lines={report} />
      {shown.linked && (
        <div className={measures.above28}>
          <Links project={project} id={row.id} />
        </div>
      )}
    </>
  )
}

function Acts({ project, row }: { readonly project: string; readonly row: ImportRow }) {
  const t = useT("imports")
  const after = () => refresh("imports", "asset", "models", "gold", "project")
  const stop = useAct(() => api.imports.cancel.mutate({ project, id: row.id }), after)
  const undo = useAct(() => api.imports.undo.mutate({ project, id: row.id }), after)
  const ingested = row.pictures + row.regions > 0 || row.set !== null
  const isDraft = useMe()?.projects.find((card) => card.project === project)?.state === "draft"
  const canUndo = (row.state === "done" || row.state === "failed" || row.state === "cancelled") && ingested
  return (
    <>
      {(row.state === "running" || row.state === "looking") && (
        <Button onClick={() => stop.mutate(undefined)}>{t(row.state === "looking" ? "nothing" : "stop")}</Button>
      )}
      {canUndo && (
        <Button disabled={undo.isPending} onClick={() => undo.mutate(undefined)}>
          {t("takeBack")}
        </Button>
      )}
      {row.set !== null && row.state === "done" && (
        <ButtonLink look="primary" to="/p/$project/models/$set" params={{ project, set: String(row.set) }}>
          {t("toSet")}
        </ButtonLink>
      )}
      {isDraft && (
        <ButtonLink look="primary" to="/projects/new" search={{ project }}>
          {t("goOn")}
        </ButtonLink>
      )}
      {row.pictures > 0 && row.set === null && row.state !== "undone" && (
        <ButtonLink
          look={isDraft ? "plain" : "primary"}
          to="/p/$project/images"
          params={{ project }}
          search={{ sort: "newest" }}
        >
          {t("toImages")}
        </ButtonLink>
      )}
    </>
  )
}

function ImportLead({ row }: { readonly row: ImportRow }) {
  const t = useT("imports")
  const format = useFormat()
  if (row.state === "undone" && row.undone) return <UndoneLead undone={row.undone} />
  const ended = row.set !== null ? "oneSet" : row.pictures > 0 ? "oneIn" : row.regions > 0 ? "oneLabels" : "oneNone"
  const over = row.state === "done" || (row.state === "cancelled" && row.runAtMs !== null)
  const values = {
    // Of labels alone the regions are counted, once it is over.
    count: over && ended !== "oneIn" ? row.regions : row.pictures,
    what: broughtText(t, row),
    done: format.number(row.done),
    total: format.number(row.total),
  }
  const keys = {
    looking: "oneLooking",
    waiting: "oneLooking",
    running: "oneRunning",
    undoing: "oneUndoing",
    failed: isUnread(row) ? "oneUnread" : "oneFailed",
    done: ended,
    cancelled: row.runAtMs === null ? "oneNothing" : ended,
    undone: ended,
  }
  return (
    <Intro>
      <Rich t={t} k={keys[row.state]} values={values} /> {over && t("named", { count: row.leftOut })}
    </Intro>
  )
}

/** How far it is and, once that can be told, how long it will take. */
function Going({ row }: { readonly row: ImportRow }) {
  const t = useT("imports")
  const format = useFormat()
  return (
    <div className={measures.above20}>
      <progress
        {...(row.total > 0 && row.state === "running" ? { value: row.done, max: row.total } : {})}
        aria-label={t("progress", { name: row.name })}
        className={css.progress}
      />
      {row.msLeft !== null && (
        <p className="dim sm">{t("left", { time: format.duration(Math.max(1, Math.round(row.msLeft / 1_000))) })}</p>
      )}
    </div>
  )
}
