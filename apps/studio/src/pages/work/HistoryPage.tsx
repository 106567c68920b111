import type { HistoryState } from "@justesse/types/wire/work/history"
import { Select, TextInput } from "@mantine/core"
import { api } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { readHistoryParams } from "../../search.ts"
import { useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Head, Intro } from "../../ui/layout.tsx"
import { More } from "../../ui/More.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { Empty, Trouble } from "../../ui/Trouble.tsx"
import { usePages } from "../../ui/usePages.ts"
import { type Change, listOf, useSearchParams } from "../../ui/useSearchParams.ts"
import { HistoryRows } from "./HistoryRows.tsx"
import { HistoryViews } from "./HistoryViews.tsx"

const STATES: readonly HistoryState[] = [
  "sent_back",
  "in_hand",
  "skipped",
  "expired",
  "sent",
  "taken",
  "kept",
  "small_change",
  "changed",
  "undecided",
]

/** Every task of mine and what became of it; filters stand in the address. */
export function HistoryPage() {
  const t = useT("history")
  const format = useFormat()
  const [searchParams, change] = useSearchParams(readHistoryParams)
  const states = listOf(searchParams.state, STATES)
  const input = { search: searchParams.q ?? "", project: searchParams.project ?? null, states, limit: 50 }
  const query = usePages([["work", "history"], input], (cursor) => api.work.history.query({ ...input, cursor }), "mine")
  usePageName(t("title"))
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  const total = query.data?.pages[0]?.total ?? 0
  const filtered = input.search !== "" || input.project !== null || states.length > 0
  return (
    <div className="content">
      <Head title={t("title")}>
        <HistoryViews at="tasks" />
      </Head>
      {query.isError && !query.data && <Trouble error={query.error} again={() => void query.refetch()} />}
      {query.isPending && <Skeleton />}
      {query.data && (
        <Intro>
          <Rich t={t} k={filtered ? "leadFiltered" : "lead"} values={{ count: total, number: format.number(total) }} />
        </Intro>
      )}
      <HistoryFilters searchParams={searchParams} change={change} states={states} />
      {query.data && rows.length > 0 && <HistoryRows rows={rows} />}
      {query.data && rows.length === 0 && (
        <Empty
          icon="history"
          title={t(filtered ? "noMatch" : "emptyTitle")}
          text={t(filtered ? "noMatchText" : "emptyText")}
        />
      )}
      <More query={query} />
    </div>
  )
}

type Search = ReturnType<typeof readHistoryParams>

interface FilterProps {
  readonly searchParams: Search
  readonly change: (next: Change<Search>) => void
  readonly states: readonly HistoryState[]
}

function HistoryFilters({ searchParams, change, states }: FilterProps) {
  const t = useT("history")
  const projects = useMe()?.projects ?? []
  const toggle = (state: HistoryState) =>
    change((now) => {
      const on = listOf(now.state, STATES)
      const next = on.includes(state) ? on.filter((one) => one !== state) : [...on, state]
      return { state: next.join(",") }
    })
  return (
    <>
      <div className={`bar ${measures.wrapped}`}>
        <TextInput
          aria-label={t("common:search")}
          placeholder={t("searchPlaceholder")}
          leftSection={<Icon name="search" small />}
          value={searchParams.q ?? ""}
          onChange={(event) => change({ q: event.currentTarget.value })}
          w={280}
        />
        <Select
          aria-label={t("project")}
          placeholder={t("allProjects")}
          clearable
          data={projects.map((card) => ({ value: card.project, label: card.name }))}
          value={searchParams.project ?? null}
          onChange={(value) => change({ project: value ?? "" })}
          w={220}
        />
      </div>
      <div className="inline" role="group" aria-label={t("states")}>
        {STATES.map((state) => (
          <button
            key={state}
            type="button"
            className={states.includes(state) ? "chip on" : "chip"}
            aria-pressed={states.includes(state)}
            onClick={() => toggle(state)}
          >
            {t(`state.${state}`)}
          </button>
        ))}
      </div>
    </>
  )
}
