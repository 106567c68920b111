import type { Role } from "@justesse/types"
import { NumberInput, Textarea } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { Seg } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useSending } from "../account/useSending.ts"
import type { MadeLink } from "./InvitedLinks.tsx"
import { peopleFrom } from "./pasted.ts"

const ROLES: readonly Role[] = ["annotator", "reviewer", "owner"]

interface Props {
  readonly project: string
  readonly onMade: (links: readonly MadeLink[]) => void
  readonly onCancel: () => void
}

/** One link for several people, or a pasted list with a link each. */
export function InviteForm({ project, onMade, onCancel }: Props) {
  const t = useT("people")
  const [kind, setKind] = useState<"link" | "list">("link")
  const [roles, setRoles] = useState<Role[]>(["annotator"])
  const [uses, setUses] = useState(1)
  const [list, setList] = useState("")
  const people = peopleFrom(list).map((one) => ({ ...one, roles }))
  const sending = useSending(
    () =>
      api.people.invite.mutate(
        kind === "link"
          ? { project, people: [{ name: t("linkName"), email: null, roles }], maxUses: uses }
          : { project, people, maxUses: 1 },
      ),
    ({ links }) => {
      void refresh("people")
      onMade(links)
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void sending.send()
  }
  const toggle = (role: Role) => setRoles(roles.includes(role) ? roles.filter((one) => one !== role) : [...roles, role])
  return (
    <Form className={`fields ${measures.around20} ${measures.upTo640}`} onSubmit={submit}>
      <div className="inline">
        <Seg
          label={t("how")}
          big
          value={kind}
          options={[
            { value: "link", name: t("byLink") },
            { value: "list", name: t("byList") },
          ]}
          onChange={setKind}
        />
        <span className="inline" role="group" aria-label={t("as")}>
          {ROLES.map((role) => (
            <button
              key={role}
              type="button"
              className={roles.includes(role) ? "chip on" : "chip"}
              aria-pressed={roles.includes(role)}
              onClick={() => toggle(role)}
            >
              {t(`common:roles.${role}`)}
            </button>
          ))}
        </span>
      </div>
      {kind === "link" ? (
        <NumberInput
          label={t("uses")}
          description={t("usesHint")}
          inputWrapperOrder={["label", "input", "description"]}
          min={1}
          max={500}
          value={uses}
          onChange={(value) => setUses(Math.min(500, Math.max(1, Number(value) || 1)))}
          w={320}
        />
      ) : (
        <Textarea
          label={t("list")}
          description={t("listHint", { count: people.length })}
          inputWrapperOrder={["label", "input", "description"]}
          placeholder={"Awa Diop, awa@example.org\nJonas Weber"}
          autosize
          minRows={4}
          value={list}
          onChange={(event) => setList(event.currentTarget.value)}
        />
      )}
      <div className="inline">
        <Button
          look="primary"
          type="submit"
          disabled={sending.busy || roles.length === 0 || (kind === "list" && people.length === 0)}
        >
          {t("make")}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {t("common:cancel")}
        </Button>
      </div>
      <Wrong error={sending.error} />
    </Form>
  )
}
