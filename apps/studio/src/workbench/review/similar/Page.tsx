import { clausesOf, type DecisionReason, ProjectSlug } from "@justesse/types"
import type { SimilarGroup } from "@justesse/types/wire/review"
import { Select } from "@mantine/core"
import { useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { api, refresh } from "../../../api.ts"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useProjectSlug } from "../../../shell/useMe.ts"
import { usePageName } from "../../../shell/usePageName.ts"
import { useReviewClock } from "../../../time/unleased.ts"
import { Button, ButtonLink } from "../../../ui/Button.tsx"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Head, Intro } from "../../../ui/layout.tsx"
import { Empty } from "../../../ui/Trouble.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { useAct } from "../../../ui/useAct.ts"
import { useGo } from "../../../ui/useGo.ts"
import { clauseFor, type ReasonCode } from "../model/reasons.ts"
import { TextAgainst } from "../queue/Sides.tsx"
import { type SimilarTexts, useSimilarTexts } from "../queue/useSimilarTexts.ts"
import styles from "../queue.module.css"
import { Card } from "./Card.tsx"
import { type Choice, nameOf, type Side, type SimilarGrid, useChoice, useSimilarGrid } from "./useGrid.ts"
import { useSimilarKeys } from "./useKeys.ts"

/** `/review/:project/alike?key=…`: similar differences as a grid of crops, decided together. */
export function SimilarPage() {
  const t = useT("review")
  const project = ProjectSlug.parse(useProjectSlug())
  const { key = "" } = useSearch({ from: "/manage/review/$project/alike" })
  const grid = useSimilarGrid(project, key)
  usePageName(t("alike.page"))
  return (
    <div className="content">
      <Loaded query={grid}>
        {(found) =>
          found.group && found.items.length > 0 ? (
            <Decide groupKey={key} key={key} group={found.group} project={project} grid={found} />
          ) : (
            <Gone project={project} />
          )
        }
      </Loaded>
    </div>
  )
}

function Gone({ project }: { readonly project: ProjectSlug }) {
  const t = useT("review")
  return (
    <>
      <Head title={t("alike.page")} />
      <Empty icon="review" text={t("alike.goneText")} title={t("alike.goneTitle")}>
        <ButtonLink look="primary" to="/review/$project" params={{ project }}>
          {t("alike.toQueue")}
        </ButtonLink>
      </Empty>
    </>
  )
}

interface DecideProps {
  readonly project: ProjectSlug
  readonly groupKey: string
  readonly group: SimilarGroup
  readonly grid: SimilarGrid
}

function Decide({ project, groupKey, group, grid }: DecideProps) {
  useReviewClock(project)
  const t = useT("review")
  const format = useFormat()
  const texts = useSimilarTexts(grid.ontology)
  const choice = useChoice(grid)
  const [makeRule, setMakeRule] = useState(false)
  const [clause, setClause] = useState(() => group.clause ?? clauseOf(group, grid))
  const reason: DecisionReason = { code: codeOf(group), clause, note: "" }
  const apply = useApply(project)
  const items = choice.ticked.map(({ task, difference: disagreement, revision }) => ({
    task,
    difference: disagreement.id,
    revision,
  }))
  const run = () => {
    const { side } = choice
    if (side !== null && items.length > 0 && !apply.isPending)
      apply.mutate({ project, key: groupKey, side, items, reason, makeRule })
  }
  useSimilarKeys({ choice, run, project })
  const tasks = new Set(grid.items.map(({ task }) => task)).size
  return (
    <>
      <Head title={texts.title(group)}>
        <ButtonLink hint="Esc" to="/review/$project" params={{ project }}>
          {t("bar.queue")}
        </ButtonLink>
      </Head>
      <Intro>{t("alike.pageLead", { count: grid.items.length, tasks: t("queue.tasks", { count: tasks }) })}</Intro>
      <Sides choice={choice} group={group} texts={texts} />
      <ul aria-label={t("alike.wall")} className={styles.wall} id="similar-grid">
        {choice.shown.map((item) => (
          <li key={nameOf(item)}>
            <Card
              group={group}
              item={item}
              onToggle={() => choice.toggle(nameOf(item))}
              side={choice.side}
              ticked={!choice.left.has(nameOf(item))}
              texts={texts}
            />
          </li>
        ))}
      </ul>
      <div className={styles.foot} data-foot>
        <Pages choice={choice} />
        <Clause clause={clause} onChange={setClause} grid={grid} />
        {group.rule !== null && (
          <label className={styles.tick} title={t("alike.ruleLong")}>
            <input checked={makeRule} onChange={(event) => setMakeRule(event.target.checked)} type="checkbox" />
            {t("alike.makeRule")}
          </label>
        )}
        <span className={styles.grow} role="status">
          {choice.side === null && t("alike.tie")}
        </span>
        <Button
          disabled={choice.side === null || items.length === 0 || apply.isPending}
          hint="⏎"
          look="primary"
          onClick={run}
        >
          {t("alike.apply", { count: items.length, shown: format.number(items.length) })}
        </Button>
      </div>
    </>
  )
}

/** Sends the act, says what it did, offers the way back, and returns to the queue. */
function useApply(project: ProjectSlug) {
  const t = useT("review")
  const toast = useToast()
  const go = useGo()
  const back = async (undo: number) => {
    try {
      const { reopened } = await api.review.undoAlike.mutate({ project, undo })
      toast.done(t("alike.undone", { count: reopened }))
    } catch (error) {
      toast.wrong(error)
    }
    await refresh("review", "project", "account", "quality", "models")
  }
  return useAct(api.review.decideAlike.mutate, ({ decided, filed, skipped, ruled, undo }) => {
    const parts = [t("alike.decided", { count: decided })]
    if (filed > 0) parts.push(t("alike.filed", { count: filed }))
    if (ruled > 0) parts.push(t("alike.ruled", { count: ruled }))
    if (skipped > 0) parts.push(t("alike.skipped", { count: skipped }))
    toast.done(parts.join(" "), () => back(undo))
    void refresh("review", "project", "account", "quality", "models")
    go({ to: "/review/$project", params: { project } })
  })
}

function Sides({ choice, group, texts }: { choice: Choice; group: SimilarGroup; texts: SimilarTexts }) {
  const t = useT("review")
  const typed = texts.isTyped(group)
  return (
    <div aria-label={t("alike.which")} className={styles.choice} role="group">
      {group.sides.map(({ side, shows, leads }, i) => (
        <button
          aria-pressed={choice.side === side}
          className={typed ? styles.side : `${styles.side} ${styles.words}`}
          key={side}
          onClick={() => choice.setSide(side)}
          type="button"
        >
          <kbd aria-hidden="true">{i + 1}</kbd>
          <b dir="auto">
            {typed ? <TextAgainst other={otherOf(group, side)} text={shows} /> : texts.side(group, shows)}
          </b>
          <span>{t("alike.leads", { count: leads })}</span>
        </button>
      ))}
    </div>
  )
}

function otherOf(group: SimilarGroup, side: Side): string {
  return group.sides.find((one) => one.side !== side)?.shows ?? ""
}

function Pages({ choice }: { readonly choice: Choice }) {
  const t = useT("review")
  if (choice.pages === 1) return null
  return (
    <span className="inline">
      <Button
        aria-label={t("alike.before")}
        disabled={choice.page === 0}
        hint="P"
        onClick={() => choice.turn(-1)}
        small
      >
        ‹
      </Button>
      <span>{t("alike.pageOf", { page: choice.page + 1, pages: choice.pages })}</span>
      <Button
        aria-label={t("alike.after")}
        disabled={choice.page === choice.pages - 1}
        hint="N"
        onClick={() => choice.turn(1)}
        small
      >
        ›
      </Button>
    </span>
  )
}

interface ClauseProps {
  readonly grid: SimilarGrid
  readonly clause: string | null
  readonly onChange: (clause: string | null) => void
}

/** Why: the clause that those concerned read, once for all of them. */
function Clause({ grid, clause, onChange }: ClauseProps) {
  const t = useT("review")
  const clauses = clausesOf(grid.guideline, useLanguage())
  if (clauses.length === 0) return null
  return (
    <span className={styles.reason}>
      <span aria-hidden="true">{t("reason.clause")}</span>
      <Select
        allowDeselect={false}
        aria-label={t("reason.clause")}
        data={[
          { value: "", label: t("reason.noClause") },
          ...clauses.map(({ number, title }) => ({ value: number, label: `${number} ${title}` })),
        ]}
        onChange={(value) => onChange(value || null)}
        value={clause ?? ""}
        w={260}
      />
    </span>
  )
}

const CODES: Readonly<Record<SimilarGroup["kind"], ReasonCode>> = {
  text: "text",
  place: "edges",
  label: "label",
  attribute: "attribute",
  one_person: "missed",
  nothing: "missed",
}

/** The reason that a group gives for what is kept of it. */
function codeOf({ kind, rule }: SimilarGroup): ReasonCode {
  return rule === "spaces" || rule === "space_before_percent" ? "spaces" : CODES[kind]
}

function clauseOf(group: SimilarGroup, grid: SimilarGrid): string | null {
  const label = grid.ontology.labels.find(({ id }) => id === group.label) ?? null
  return clauseFor(codeOf(group), label, clausesOf(grid.guideline))
}
