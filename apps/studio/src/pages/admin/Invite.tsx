import { Switch, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { emailMaybeFault, neededFault } from "../../ui/faults.ts"
import { Wrong } from "../../ui/Trouble.tsx"
import { useFaults } from "../../ui/useFaults.ts"
import { useSending } from "../account/useSending.ts"

/** An account in the studio, by link; an operator if so wished. */
export function AdminInvite({ onMade }: { readonly onMade: (link: string) => void }) {
  const t = useT("admin")
  const [name, setName] = useState("")
  const [email, setEmail] = useState("")
  const [operator, setOperator] = useState(false)
  const sending = useSending(
    () => api.admin.invite.mutate({ name: name.trim(), email: email.trim() || null, operator }),
    ({ link }) => {
      void refresh("admin")
      onMade(link)
    },
  )
  const faults = useFaults({ name: neededFault(name), email: emailMaybeFault(email) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (faults.fine()) void sending.send()
  }
  return (
    <Form className={`fields ${measures.around20}`} onSubmit={submit}>
      <TextInput
        label={t("name")}
        error={faults.wrong("name")}
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t("emailMaybe")}
        type="email"
        error={faults.wrong("email")}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Switch
        label={t("asOperator")}
        checked={operator}
        onChange={(event) => setOperator(event.currentTarget.checked)}
      />
      <div>
        <Button look="primary" type="submit" disabled={sending.busy}>
          {t("makeLink")}
        </Button>
        <Wrong error={sending.error} />
      </div>
    </Form>
  )
}
