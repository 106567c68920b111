import type { PeopleShown } from "@justesse/types/wire/people"
import { MultiSelect, TextInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { Button } from "../../ui/Button.tsx"
import { useAct } from "../../ui/useAct.ts"

/** Groups of members, to reserve pictures for. */
export function Groups({ project, people }: { readonly project: string; readonly people: PeopleShown }) {
  const t = useT("people")
  const [name, setName] = useState("")
  const save = useAct(
    (group: { id: number | null; name: string; members: number[] }) =>
      api.people.saveGroup.mutate({ project, ...group }),
    () => {
      setName("")
      void refresh("people")
    },
  )
  const remove = useAct(
    (id: number) => api.people.removeGroup.mutate({ project, id }),
    () => void refresh("people"),
  )
  const options = people.members.map((member) => ({ value: String(member.person), label: member.name }))
  return (
    <>
      {people.groups.length === 0 && <p className="dim">{t("noGroups")}</p>}
      <div className={people.groups.length > 0 ? "rows" : ""}>
        {people.groups.map((group) => (
          <div key={group.id} className="row">
            <span className="b" style={{ width: 160 }}>
              {group.name}
            </span>
            <span className="g">
              <MultiSelect
                aria-label={t("membersOf", { name: group.name })}
                data={options}
                value={group.members.map(String)}
                onChange={(members) => save.mutate({ id: group.id, name: group.name, members: members.map(Number) })}
              />
            </span>
            <Button small look="danger" onClick={() => remove.mutate(group.id)}>
              {t("common:remove")}
            </Button>
          </div>
        ))}
      </div>
      <form
        className="inline"
        style={{ marginTop: 12 }}
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== "") save.mutate({ id: null, name: name.trim(), members: [] })
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
      </form>
    </>
  )
}
