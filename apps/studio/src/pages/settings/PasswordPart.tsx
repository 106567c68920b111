import { PasswordInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { newPasswordFault } from "../../ui/faults.ts"
import { Section } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useFaults } from "../../ui/useFaults.ts"
import { NewPassword } from "../account/PasswordField.tsx"
import { useSending } from "../account/useSending.ts"

const BLANK = { current: "", next: "" }

/** A new password, with the old one. */
export function PasswordPart() {
  const t = useT("settings")
  const toast = useToast()
  const [form, setForm] = useState(BLANK)
  const sending = useSending(
    () => api.account.changePassword.mutate(form),
    () => {
      setForm(BLANK)
      // API tokens went with the old password: the list below says so.
      void refresh("account")
      toast.done(t("passwordChanged"))
    },
  )
  const faults = useFaults({ current: form.current === "" ? "empty" : null, next: newPasswordFault(form.next) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (faults.fine()) void sending.send()
  }
  return (
    <Section title={t("password")}>
      <Form className="fields" onSubmit={submit}>
        <PasswordInput
          label={t("passwordNow")}
          autoComplete="current-password"
          error={faults.wrong("current")}
          value={form.current}
          onChange={(event) => setForm({ ...form, current: event.currentTarget.value })}
          visibilityToggleButtonProps={{ "aria-label": t("account:show") }}
        />
        <NewPassword
          label={t("account:newPassword")}
          value={form.next}
          error={faults.wrong("next")}
          onChange={(next) => setForm({ ...form, next })}
        />
        <p className="dim sm">{t("passwordEnds")}</p>
        <div>
          <Button type="submit" disabled={sending.busy}>
            {t("passwordChange")}
          </Button>
          <Wrong error={sending.error} />
        </div>
      </Form>
    </Section>
  )
}
