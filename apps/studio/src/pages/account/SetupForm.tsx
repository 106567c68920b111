import type { Reach } from "@justesse/types"
import { DEFAULT_PREFERENCES } from "@justesse/types"
import { TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { api } from "../../api.ts"
import { currentLanguage } from "../../i18n/index.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { emailFault, neededFault, newPasswordFault, urlFault } from "../../ui/faults.ts"
import { Wrong } from "../../ui/Trouble.tsx"
import { useFaults } from "../../ui/useFaults.ts"
import { NewPassword } from "./PasswordField.tsx"
import { ReachChoice } from "./ReachChoice.tsx"
import { SampleChoice } from "./SampleChoice.tsx"
import { useSending } from "./useSending.ts"

interface Props {
  readonly token: string
  readonly addresses: { readonly computer: string; readonly network: readonly string[] }
  readonly onDone: (finished: { address: string; restartNeeded: boolean }) => void
}

/** The four answers. */
export function SetupForm({ token, addresses, onDone }: Props) {
  const t = useT("account")
  const [form, setForm] = useState({
    name: "",
    email: "",
    password: "",
    reach: "computer" as Reach,
    publicUrl: "",
    sample: true,
  })
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part })
  const { name, email, password, reach, publicUrl, sample } = form
  const finish = () =>
    api.setup.finish.mutate({
      token,
      name: name.trim(),
      email: email.trim(),
      password,
      preferences: { ...DEFAULT_PREFERENCES, language: currentLanguage() },
      reach,
      publicUrl: reach === "public" ? publicUrl : null,
      sample,
    })
  const sending = useSending(finish, onDone)
  const faults = useFaults({
    name: neededFault(name),
    email: emailFault(email),
    password: newPasswordFault(password),
    url: reach === "public" ? urlFault(publicUrl) : null,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (faults.fine()) void sending.send()
  }
  return (
    <Form onSubmit={submit}>
      <div className={`pair ${measures.above24}`}>
        <TextInput
          label={t("name")}
          aria-required
          error={faults.wrong("name")}
          autoComplete="name"
          value={name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NewPassword
          label={t("password")}
          value={password}
          error={faults.wrong("password")}
          onChange={(value) => change({ password: value })}
        />
      </div>
      <div className={measures.above16}>
        <TextInput
          label={t("email")}
          description={t("emailHint")}
          inputWrapperOrder={["label", "input", "error", "description"]}
          type="email"
          aria-required
          error={faults.wrong("email")}
          autoComplete="username"
          value={email}
          onChange={(event) => change({ email: event.currentTarget.value })}
        />
      </div>
      <ReachChoice
        reach={reach}
        publicUrl={publicUrl}
        urlError={faults.wrong("url")}
        addresses={addresses}
        onReach={(next) => change({ reach: next })}
        onUrl={(next) => change({ publicUrl: next })}
      />
      <SampleChoice sample={sample} onChange={(next) => change({ sample: next })} />
      <div className={`inline ${measures.above32} ${measures.gap16}`}>
        <Button look="primary" type="submit" disabled={sending.busy}>
          {t("setup.button")}
        </Button>
        <span className={`dim ${measures.text14}`}>{t("setup.later")}</span>
      </div>
      <Wrong error={sending.error} />
    </Form>
  )
}
