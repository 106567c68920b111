import type { PeopleShown } from "@justesse/types/wire/people"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Button } from "../../ui/Button.tsx"
import { Rows, Tag } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import type { MadeLink } from "./InvitedLinks.tsx"

interface Props {
  readonly project: string
  readonly invitations: PeopleShown["invitations"]
  readonly onMade: (links: readonly MadeLink[]) => void
}

/** Who was invited and has not come yet; a new link, or none. */
export function Invitations({ project, invitations, onMade }: Props) {
  const t = useT("people")
  const format = useFormat()
  const resend = useAct(
    (id: number) => api.people.resend.mutate({ project, id }),
    ({ links }) => {
      void refresh("people")
      onMade(links)
    },
  )
  const withdraw = useAct(
    (id: number) => api.people.withdraw.mutate({ project, id }),
    () => refresh("people"),
  )
  return (
    <Rows>
      {invitations.map((one) => (
        <div key={one.id} className="row job">
          <span className="g">
            {one.name} <span className="dim">· {one.roles.map((role) => t(`common:roles.${role}`)).join(", ")}</span>{" "}
            <Tag {...(one.state === "waiting" ? { tone: "acc" as const } : {})}>
              {t(`invitationState.${one.state}`)}
            </Tag>
          </span>
          <span className="dim sm nw">
            {one.maxUses > 1 && `${t("usesOf", { uses: one.uses, count: one.maxUses })} · `}
            {t("until", { day: format.day(one.endsAtMs) })}
          </span>
          {one.state !== "used" && (
            <Button small onClick={() => resend.mutate(one.id)}>
              {t("newLink")}
            </Button>
          )}
          {one.state === "waiting" && (
            <Button small look="danger" onClick={() => withdraw.mutate(one.id)}>
              {t("withdraw")}
            </Button>
          )}
        </div>
      ))}
    </Rows>
  )
}
