import { Modal } from "@mantine/core"
import { useState } from "react"
import { useStore } from "zustand"
import { queryClient } from "../api.ts"
import { useT } from "../i18n/useT.ts"
import { SignInForm } from "../pages/account/SignInForm.tsx"
import measures from "../theme/measures.module.css"
import { signedOut } from "./store.ts"
import { useMe } from "./useMe.ts"

/** The session ended under an open page: sign in again over it; what is on the page stays. */
export function SignInOver() {
  const t = useT("account")
  const open = useStore(signedOut)
  const now = useMe()?.person?.email ?? ""
  const [known, setKnown] = useState("")
  if (now !== "" && now !== known) setKnown(now)
  const done = () => {
    signedOut.setState(false)
    void queryClient.invalidateQueries()
  }
  return (
    <Modal
      opened={open}
      onClose={() => signedOut.setState(false)}
      title={t("signIn.overTitle")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <p className={`dim ${measures.below16}`}>{t("signIn.overText")}</p>
      <SignInForm known={known} onDone={done} />
    </Modal>
  )
}
