import { RecordFact } from "@justesse/types/records/claims"
import type { RecordFacts, RecordTicks } from "@justesse/types/wire/record"
import { Checkbox, TextInput } from "@mantine/core"
import type { ReactNode } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Rows } from "../../ui/layout.tsx"
import { writeFact, writeHours, writeNote } from "./lines.ts"
import css from "./page.module.css"

interface FactProps {
  readonly name: string
  readonly note: string
  readonly value: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly children?: ReactNode
}

function Fact({ name, note, value, checked, onChange, children }: FactProps) {
  return (
    <div className={css.fact}>
      <Checkbox
        label={checked ? <strong>{name}</strong> : name}
        description={note === "" ? undefined : note}
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span className={checked ? "b" : "dim"}>{value}</span>
      {children}
    </div>
  )
}

interface FactsProps {
  readonly told: RecordFacts
  readonly ticks: RecordTicks
  readonly onChange: (ticks: RecordTicks) => void
}

const toggled = <T,>(list: readonly T[], one: T, has: boolean): T[] =>
  has ? [...list.filter((other) => other !== one), one] : list.filter((other) => other !== one)

/** Everything that can be said, a line each, with its figure; a tick takes it into the record. */
export function Facts({ told, ticks, onChange }: FactsProps) {
  const t = useT("records")
  const writing = { t, format: useFormat(), language: useLanguage() }
  const noon = (day: string) => Date.parse(`${day}T12:00:00Z`)
  return (
    <Rows>
      <Fact
        name={t("fact.name")}
        note={t("note.name")}
        value={ticks.name ?? told.name}
        checked={ticks.name !== null}
        onChange={(has) => onChange({ ...ticks, name: has ? told.name : null })}
      >
        {ticks.name !== null && (
          <div className={css.nameField}>
            <TextInput
              aria-label={t("nameField")}
              value={ticks.name}
              maxLength={80}
              onChange={(event) => onChange({ ...ticks, name: event.currentTarget.value })}
            />
          </div>
        )}
      </Fact>
      {told.hours.map(({ kind, seconds, since }) => (
        <Fact
          key={kind}
          name={t("hoursWorked", { kind: t(`common:kind.${kind}`) })}
          note={t("note.hours", { day: writing.format.fullDate(noon(since)) })}
          value={writeHours(seconds, writing.format)}
          checked={ticks.hours.includes(kind)}
          onChange={(has) => onChange({ ...ticks, hours: toggled(ticks.hours, kind, has) })}
        />
      ))}
      {RecordFact.options
        .filter((fact) => told.facts[fact] !== undefined)
        .map((fact) => (
          <Fact
            key={fact}
            name={t(`fact.${fact}`)}
            note={writeNote(fact, told.facts, writing)}
            value={writeFact(fact, told.facts, writing)}
            checked={ticks.facts.includes(fact)}
            onChange={(has) => onChange({ ...ticks, facts: toggled(ticks.facts, fact, has) })}
          />
        ))}
    </Rows>
  )
}
