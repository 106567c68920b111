import type { TokenScope } from "@justesse/types"
import type { TokenCreated } from "@justesse/types/wire/account"
import { Checkbox, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import type { z } from "zod"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useFirstField } from "../../ui/useFocus.ts"
import { useSending } from "../account/useSending.ts"

const SCOPES: readonly TokenScope[] = ["read", "import", "export", "work", "manage", "operate"]
const PERSONAL: ReadonlySet<TokenScope> = new Set(["work", "operate"])
/** No project is called so: slugs begin with a letter or digit. */
const ALL = "*"
const DAYS = ["30", "90", "365", "none"] as const

interface Props {
  readonly onMade: (made: z.infer<typeof TokenCreated>) => void
  readonly onCancel: () => void
}

/** Name, what it may do, until when. */
export function TokenForm({ onMade, onCancel }: Props) {
  const t = useT("settings")
  const me = useMe()
  const operator = me?.person?.operator ?? false
  const first = useFirstField<HTMLInputElement>()
  const [name, setName] = useState("")
  const [scopes, setScopes] = useState<TokenScope[]>(["read", "export"])
  const [days, setDays] = useState<string>("90")
  const [project, setProject] = useState<string>(ALL)
  // What is done as a person is not done in one project.
  const offered = SCOPES.filter(
    (scope) => (scope !== "operate" || operator) && (project === ALL || !PERSONAL.has(scope)),
  )
  const wanted = scopes.filter((scope) => offered.includes(scope))
  const sending = useSending(
    () =>
      api.account.createToken.mutate({
        name: name.trim(),
        scopes: wanted,
        days: days === "none" ? null : Number(days),
        project: me?.projects.find((card) => card.project === project)?.project ?? null,
      }),
    onMade,
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void sending.send()
  }
  return (
    <Form className={`fields ${measures.above16}`} onSubmit={submit}>
      <TextInput
        ref={first}
        label={t("tokenName")}
        placeholder={t("tokenNameHint")}
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <fieldset className="bare">
        <legend className="b">{t("tokenScopes")}</legend>
        {offered.map((scope) => (
          <Checkbox
            key={scope}
            mt={8}
            label={t(`scope.${scope}`)}
            checked={scopes.includes(scope)}
            onChange={(event) =>
              setScopes(event.currentTarget.checked ? [...scopes, scope] : scopes.filter((one) => one !== scope))
            }
          />
        ))}
      </fieldset>
      <Select
        label={t("tokenProject")}
        allowDeselect={false}
        data={[
          { value: ALL, label: t("tokenAllProjects") },
          ...(me?.projects ?? []).map((card) => ({ value: card.project, label: card.name })),
        ]}
        value={project}
        onChange={(value) => setProject(value ?? ALL)}
        w={240}
      />
      <Select
        label={t("tokenDays")}
        allowDeselect={false}
        data={DAYS.map((value) => ({ value, label: t(`dayChoice.${value}`) }))}
        value={days}
        onChange={(value) => setDays(value ?? "90")}
        w={240}
      />
      <div className="inline">
        <Button look="primary" type="submit" disabled={name.trim() === "" || wanted.length === 0 || sending.busy}>
          {t("tokenMake")}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {t("common:cancel")}
        </Button>
      </div>
      <Wrong error={sending.error} />
    </Form>
  )
}
