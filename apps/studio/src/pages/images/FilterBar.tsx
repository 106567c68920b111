import { Select, TextInput } from "@mantine/core"
import { useEffect, useRef, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { SORTS } from "../../search.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Seg } from "../../ui/layout.tsx"
import { STATES, type TileState } from "./filterParams.ts"
import css from "./page.module.css"
import { ShownFilters } from "./ShownFilters.tsx"
import type { Choices } from "./useChoices.ts"
import type { FilterWork } from "./useFilter.ts"
import { Views } from "./Views.tsx"

interface Props {
  readonly project: string
  readonly work: FilterWork
  readonly byState: Readonly<Record<string, number>>
  /** How many match whatever their state. */
  readonly matching: number
  readonly choices: Choices
}

/** Search, filters and views, then one tab a state with its count. */
export function FilterBar({ project, work, byState, matching, choices }: Props) {
  return (
    <>
      <div className={`bar ${measures.only12Above} ${measures.wrapped}`}>
        <Search work={work} />
        <ShownFilters work={work} choices={choices} />
        <span className="grow" />
        <Views project={project} work={work} />
      </div>
      <div className={css.tabs}>
        <Facets work={work} byState={byState} matching={matching} />
        <Look work={work} />
      </div>
    </>
  )
}

/** Milliseconds after the last sign before it is looked for. */
const PAUSE_MS = 200

/** Looks for what is written once nothing is written any more. */
function Search({ work }: Pick<Props, "work">) {
  const t = useT("images")
  const { search } = work.filter
  const [text, setText] = useState(search)
  const sent = useRef([search])
  useEffect(() => {
    // An address that somebody else changed (a view, a link, the way back) is taken over; an echo of this field, which
    // may come after more was written, is not.
    const echo = sent.current.lastIndexOf(search)
    if (echo < 0) setText(search)
    sent.current = echo < 0 ? [search] : sent.current.slice(echo)
  }, [search])
  useEffect(() => {
    if (text === sent.current.at(-1)) return
    const timer = setTimeout(() => {
      sent.current.push(text)
      work.change({ q: text })
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  })
  return (
    <TextInput
      aria-label={t("common:search")}
      placeholder={t("search")}
      leftSection={<Icon name="search" small />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      w={320}
      maxLength={200}
    />
  )
}

/** In what order, and how large. */
function Look({ work }: Pick<Props, "work">) {
  const t = useT("images")
  const { sort, fromEnd, size, change } = work
  return (
    <div className={css.look}>
      <Select
        aria-label={t("order")}
        allowDeselect={false}
        data={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
        value={sort}
        onChange={(value) => change({ sort: value ?? undefined, from: undefined })}
        w={184}
      />
      <Button look="quiet" small onClick={() => change({ from: fromEnd ? undefined : "end" })}>
        {t(fromEnd ? "fromStart" : "fromEnd")}
      </Button>
      <Seg
        label={t("size")}
        value={size}
        options={[
          { value: "large", name: <Icon name="gridLarge" small />, title: t("large") },
          { value: "medium", name: <Icon name="gridMedium" small />, title: t("medium") },
          { value: "small", name: <Icon name="gridSmall" small />, title: t("small") },
          { value: "table", name: <Icon name="table" small />, title: t("common:table") },
        ]}
        onChange={(next) => change({ size: next === "medium" ? undefined : next })}
      />
    </div>
  )
}

function Facets({ work, byState, matching }: Pick<Props, "work" | "byState" | "matching">) {
  const t = useT("images")
  const format = useFormat()
  const { states } = work.filter
  const count = (state: TileState) => byState[state] ?? 0
  const shown = STATES.filter((state) => count(state) > 0 || states.includes(state))
  const only = (state: TileState | null) => work.change({ state: state ?? "" })
  return (
    <div className={css.facets} role="group" aria-label={t("states")}>
      <button
        type="button"
        className={states.length === 0 ? "on" : ""}
        aria-pressed={states.length === 0}
        onClick={() => only(null)}
      >
        {t("all")} <b>{format.number(matching)}</b>
      </button>
      {shown.map((state) => (
        <button
          key={state}
          type="button"
          className={states.includes(state) ? "on" : ""}
          aria-pressed={states.includes(state)}
          onClick={() => only(state)}
        >
          {t(`facet.${state}`)} <b>{format.number(count(state))}</b>
        </button>
      ))}
    </div>
  )
}
