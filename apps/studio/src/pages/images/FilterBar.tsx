import type { Label } from "@justesse/types"
import { MultiSelect, Select, TextInput } from "@mantine/core"
import { useFormat } from "../../format/useFormat.ts"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { Icon } from "../../icons/Icon.tsx"
import { Seg } from "../../ui/layout.tsx"
import { type FilterWork, SORTS, STATES, type TileState } from "./useFilter.ts"

interface Props {
  readonly work: FilterWork
  readonly byState: Readonly<Record<string, number>>
  readonly all: number
  readonly labels: readonly Label[]
}

/** Search and labels, then one tab a state with its count. */
export function FilterBar({ work, byState, all, labels }: Props) {
  const t = useT("images")
  const language = useLanguage()
  const { filter, change } = work
  const named = labels.map((label) => ({
    value: label.id as string,
    label: (language === "fr" ? label.name.fr : undefined) ?? label.name.en,
  }))
  return (
    <>
      <div className="bar" style={{ margin: "12px 0 0", flexWrap: "wrap" }}>
        <TextInput
          aria-label={t("common:search")}
          placeholder={t("search")}
          leftSection={<Icon name="search" small />}
          value={filter.search}
          onChange={(event) => change({ q: event.currentTarget.value })}
          w={320}
        />
        <MultiSelect
          aria-label={t("labels")}
          placeholder={filter.labels.length === 0 ? t("anyLabel") : ""}
          data={named}
          value={filter.labels}
          onChange={(next) => change({ label: next.join(",") })}
          searchable
          clearable
          miw={200}
          maw={400}
        />
      </div>
      <div className="tabs">
        <Facets work={work} byState={byState} all={all} />
        <Look work={work} />
      </div>
    </>
  )
}

/** In what order, and how large. */
function Look({ work }: Pick<Props, "work">) {
  const t = useT("images")
  const { sort, size, change } = work
  return (
    <div className="look">
      <Select
        aria-label={t("order")}
        allowDeselect={false}
        data={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
        value={sort}
        onChange={(value) => change({ sort: value ?? "" })}
        w={160}
      />
      <Seg
        label={t("size")}
        value={size}
        options={[
          { value: "large", name: <Icon name="gridLarge" small />, title: t("large") },
          { value: "small", name: <Icon name="gridSmall" small />, title: t("small") },
          { value: "table", name: <Icon name="table" small />, title: t("common:table") },
        ]}
        onChange={(next) => change({ size: next === "large" ? "" : next })}
      />
    </div>
  )
}

function Facets({ work, byState, all }: Pick<Props, "work" | "byState" | "all">) {
  const t = useT("images")
  const format = useFormat()
  const { states } = work.filter
  const count = (state: TileState) => byState[state] ?? 0
  const shown = STATES.filter((state) => count(state) > 0 || states.includes(state))
  const only = (state: TileState | null) => work.change({ state: state ?? "" })
  return (
    <div className="facets" role="group" aria-label={t("states")}>
      <button
        type="button"
        className={states.length === 0 ? "on" : ""}
        aria-pressed={states.length === 0}
        onClick={() => only(null)}
      >
        {t("all")} <b>{format.number(all)}</b>
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
