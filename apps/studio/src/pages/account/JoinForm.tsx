import { TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { api } from "../../api.ts"
import { currentLanguage } from "../../i18n/index.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { emailFault, neededFault, newPasswordFault } from "../../ui/faults.ts"
import { Wrong } from "../../ui/Trouble.tsx"
import { useFaults } from "../../ui/useFaults.ts"
import type { Invitation } from "./invitation.ts"
import { NewPassword } from "./PasswordField.tsx"
import { useArrive } from "./useArrive.ts"
import { useSending } from "./useSending.ts"

interface Props {
  readonly token: string
  readonly shown: Invitation
  readonly onNo: () => void
}

/** The account, at last; or none for whoever is signed in already. */
export function JoinForm({ token, shown, onNo }: Props) {
  const t = useT("account")
  const arrive = useArrive()
  const person = useMe()?.person ?? null
  const [form, setForm] = useState({ name: "", email: shown.email ?? "", password: "" })
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part })
  const preferences = {
    language: currentLanguage(),
    theme: "system",
    keyHints: true,
    mirrored: false,
    showAddress: true,
  } as const
  const account = person
    ? null
    : { name: form.name.trim(), email: form.email.trim(), password: form.password, preferences }
  const sending = useSending(
    () => api.account.joinAccept.mutate({ token, account }),
    ({ project }) => void arrive(project ? `/p/${project}/conditions` : "/"),
  )
  const faults = useFaults({
    name: person ? null : neededFault(form.name),
    email: person ? null : emailFault(form.email),
    password: person ? null : newPasswordFault(form.password),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (faults.fine()) void sending.send()
  }
  return (
    <Form onSubmit={submit}>
      <h2>{t("join.account")}</h2>
      {person ? (
        <p>{t("join.asSignedIn", { name: person.name })}</p>
      ) : (
        <AccountFields form={form} change={change} wrong={faults.wrong} fixedEmail={shown.email !== null} />
      )}
      <div className={`stack inline ${measures.above24}`}>
        <Button look="primary" type="submit" disabled={sending.busy}>
          {t(person ? "join.acceptSignedIn" : "join.accept")}
        </Button>
        <Button onClick={onNo}>{t("join.sayNo")}</Button>
      </div>
      <Wrong error={sending.error} />
      <p className={`hint ${measures.above8}`}>
        {t("join.noCost")}{" "}
        {!person && <Rich t={t} k="join.haveAccount" to={{ to: "/signin", search: { to: `/join#${token}` } }} />}
      </p>
    </Form>
  )
}

interface Fields {
  readonly name: string
  readonly email: string
  readonly password: string
}

function AccountFields({
  form,
  change,
  wrong,
  fixedEmail,
}: {
  form: Fields
  change: (part: Partial<Fields>) => void
  wrong: (field: keyof Fields) => string | undefined
  fixedEmail: boolean
}) {
  const t = useT("account")
  return (
    <>
      <div className="pair">
        <TextInput
          label={t("nameToBeCalled")}
          aria-required
          error={wrong("name")}
          autoComplete="name"
          value={form.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NewPassword
          label={t("password")}
          value={form.password}
          error={wrong("password")}
          onChange={(password) => change({ password })}
        />
      </div>
      <div className={measures.above16}>
        <TextInput
          label={t("email")}
          description={t("emailHint")}
          inputWrapperOrder={["label", "input", "error", "description"]}
          type="email"
          aria-required
          error={wrong("email")}
          readOnly={fixedEmail}
          autoComplete="username"
          value={form.email}
          onChange={(event) => change({ email: event.currentTarget.value })}
        />
      </div>
    </>
  )
}
