import { PasswordInput, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { emailFault } from "../../ui/faults.ts"
import { Wrong } from "../../ui/Trouble.tsx"
import { useFaults } from "../../ui/useFaults.ts"
import { useSending } from "./useSending.ts"

interface Props {
  readonly onDone: () => void
  /** Who was signed in just now: the password is left to type. Another address can be written. */
  readonly known?: string
}

/** E-mail address and password. What was typed stays when it does not fit. */
export function SignInForm({ onDone, known = "" }: Props) {
  const t = useT("account")
  const [email, setEmail] = useState(known)
  const [password, setPassword] = useState("")
  const sending = useSending(() => api.account.signIn.mutate({ email: email.trim(), password }), onDone)
  const faults = useFaults({ email: emailFault(email), password: password === "" ? "empty" : null })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (faults.fine()) void sending.send()
  }
  return (
    <Form onSubmit={submit} className={`${measures.stack} ${measures.gap16}`}>
      <TextInput
        label={t("email")}
        type="email"
        aria-required
        error={faults.wrong("email")}
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        data-autofocus={known === "" || undefined}
      />
      <PasswordInput
        label={t("password")}
        aria-required
        error={faults.wrong("password")}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": t("show") }}
        data-autofocus={known !== "" || undefined}
      />
      <div>
        <Button look="primary" type="submit" disabled={sending.busy}>
          {t("signIn.button")}
        </Button>
        <Wrong error={sending.error} />
      </div>
    </Form>
  )
}
