import type { PeopleShown } from "@justesse/types/wire/people"
import { MultiSelect, TextInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useKept } from "../../ui/useKept.ts"

/** Groups of members, to reserve pictures for. */
export function Groups({ project, people }: { readonly project: string; readonly people: PeopleShown }) {
  const t = useT("people")
  const [name, setName] = useState("")
  const make = useAct(
    (fresh: string) => api.people.saveGroup.mutate({ project, id: null, name: fresh, members: [] }),
    () => {
      setName("")
      return refresh("people")
    },
  )
  const remove = useAct(
    (id: number) => api.people.removeGroup.mutate({ project, id }),
    () => refresh("people"),
  )
  const options = people.members.map((member) => ({ value: String(member.person), label: member.name }))
  return (
    <>
      {people.groups.length === 0 && <p className="dim">{t("noGroups")}</p>}
      <div className={people.groups.length > 0 ? "rows" : ""}>
        {people.groups.map((group) => (
          <div key={group.id} className="row">
            <span className={`b ${measures.wide160}`}>{group.name}</span>
            <span className="g">
              <MembersOf project={project} group={group} options={options} />
            </span>
            <Button small look="danger" onClick={() => remove.mutate(group.id)}>
              {t("common:remove")}
            </Button>
          </div>
        ))}
      </div>
      <Form
        className={`inline ${measures.above12}`}
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== "") make.mutate(name.trim())
        }}
      >
        <TextInput
          aria-label={t("groupNew")}
          placeholder={t("groupHint")}
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          w={220}
        />
        <Button type="submit" icon="plus">
          {t("groupNew")}
        </Button>
      </Form>
    </>
  )
}

interface MembersProps {
  readonly project: string
  readonly group: PeopleShown["groups"][number]
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

function MembersOf({ project, group: { id, name, members }, options }: MembersProps) {
  const t = useT("people")
  const [chosen, change] = useKept<readonly number[]>(members, (next) =>
    api.people.saveGroup.mutate({ project, id, name, members: [...next] }).finally(() => refresh("people")),
  )
  return (
    <MultiSelect
      aria-label={t("membersOf", { name })}
      data={options}
      value={chosen.map(String)}
      onChange={(next) => change(() => next.map(Number))}
    />
  )
}
