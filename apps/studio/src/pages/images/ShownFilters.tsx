import type { AssetFilter } from "@justesse/types/wire/asset"
import { Menu } from "@mantine/core"
import { useState } from "react"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { SHOWN_FILTERS } from "../../search.ts"
import { Icon } from "../../theme/Icon.tsx"
import { FilterDialog } from "./FilterDialog.tsx"
import { type Ends, type FilterKind } from "./filterParams.ts"
import type { Choice, Choices } from "./useChoices.ts"
import type { FilterWork } from "./useFilter.ts"

interface Props {
  readonly work: FilterWork
  readonly choices: Choices
}

/** One tag a filter, each to be changed or taken away, and the way to another. */
export function ShownFilters({ work, choices }: Props) {
  const t = useT("images")
  const [open, setOpen] = useState<FilterKind | null>(null)
  const lists: Readonly<Partial<Record<FilterKind, readonly Choice[]>>> = choices
  // A filter of something that does not exist here is not offered.
  const offered = SHOWN_FILTERS.filter((kind) => lists[kind]?.length !== 0)
  return (
    <>
      {work.shown.map((kind) => (
        <span key={kind} className="chip">
          <button type="button" className="bare" onClick={() => setOpen(kind)}>
            <FilterText kind={kind} filter={work.filter} choices={choices} />
          </button>
          <button
            type="button"
            className="bare"
            aria-label={t("filterGone", { name: t(`filter.${kind}`) })}
            onClick={() => work.change({ [kind]: "" })}
          >
            <Icon name="close" small />
          </button>
        </span>
      ))}
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className="chip add">
            <Icon name="plus" small /> {t("addFilter")}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {offered.map((kind) => (
            <Menu.Item key={kind} onClick={() => setOpen(kind)}>
              {t(`filter.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {open && <FilterDialog key={open} kind={open} work={work} choices={choices} onClose={() => setOpen(null)} />}
    </>
  )
}

/** The text of a filter's tag: "imported with **photos.zip**". */
function FilterText({ kind, filter, choices }: { kind: FilterKind; filter: AssetFilter; choices: Choices }) {
  const t = useT("images")
  const format = useFormat()
  const name = (list: readonly Choice[], id: string | number | undefined) =>
    list.find((one) => one.value === String(id))?.label ?? String(id)
  const span = (ends: Ends | undefined, show: (n: number) => string) => {
    if (!ends) return ""
    if (ends.from === null) return `≤ ${show(ends.to ?? 0)}`
    if (ends.to === null) return `≥ ${show(ends.from)}`
    return ends.from === ends.to ? show(ends.from) : `${show(ends.from)}–${show(ends.to)}`
  }
  const all = (ids: readonly string[], list: readonly Choice[]) => ids.map((id) => name(list, id)).join(", ")
  const values: Record<FilterKind, () => string> = {
    label: () => all(filter.labels, choices.label),
    tag: () => filter.tags?.join(", ") ?? "",
    regions: () => span(filter.regions, format.number),
    agreement: () => span(filter.agreement, format.ratio),
    person: () => name(choices.person, filter.person),
    group: () => name(choices.group, filter.group),
    import: () => name(choices.import, filter.import),
    proposal: () => t(filter.proposal ? "yes" : "no"),
    sure: () => span(filter.prediction, format.ratio),
    version: () => String(filter.version),
    media: () => (filter.media ?? []).map((one) => t(`typeOf.${one}`)).join(", "),
    side: () => span(filter.side, format.number),
    document: () => filter.document ?? "",
    twin: () => String(filter.twinOf),
  }
  const set = name(choices.sure, filter.prediction?.set)
  return <Rich t={t} k={`chip.${kind}`} values={{ value: values[kind](), set }} />
}
