import type { Contact, Contacts } from "@justesse/types/wire/work"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"

/** Whom I may write to; `undefined` while it is read. */
export function useContacts(): Contacts | undefined {
  return useQuery(trpc.work.contacts.queryOptions({})).data
}

/** Names with their addresses, as links that open a letter. */
export function Named({ people }: { readonly people: readonly Contact[] }) {
  const t = useT("work")
  return (
    <>
      {people.map(({ name, email }, at) => (
        <span key={`${name} ${email ?? ""}`}>
          {at > 0 && ", "}
          {name} {email ? <a href={`mailto:${email}`}>{email}</a> : <span className="dim">({t("write.hidden")})</span>}
        </span>
      ))}
    </>
  )
}
