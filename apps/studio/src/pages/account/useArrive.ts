import { useRouter } from "@tanstack/react-router"
import { useCallback } from "react"
import { queryClient } from "../../api.ts"
import { meOptions } from "../../shell/useMe.ts"

/** After a session began: what visitors were shown is forgotten, and the way leads on. */
export function useArrive(): (to: string) => Promise<void> {
  const router = useRouter()
  return useCallback(
    async (to) => {
      queryClient.clear()
      await queryClient.fetchQuery(meOptions())
      router.history.replace(to)
    },
    [router],
  )
}
