import { MantineProvider } from "@mantine/core"
import { Notifications } from "@mantine/notifications"
import { QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { queryClient } from "./api.ts"
import { router } from "./router.tsx"
import { useAppearance } from "./theme/appearance.ts"
import { cssVariables, theme } from "./theme/mantine.ts"

/** The studio: theme, wire and pages. */
export function App() {
  const appearance = useAppearance()
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme={appearance}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" limit={3} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
