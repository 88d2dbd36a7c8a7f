import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname

/** The function host serves `/review` and `/verify` from the files of the same name; the development server does alike. */
function pagePaths(): Plugin {
  return {
    name: 'page-paths',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        request.url = request.url?.replace(/^\/(review|verify)(?=[?#]|$)/, '/$1.html')
        next()
      })
    },
  }
}

export default defineConfig({
  root,
  plugins: [vue(), pagePaths()],
  define: {
    __VUE_OPTIONS_API__: true, // Vant's components use it.
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:7071' } },
  build: {
    target: 'es2022',
    // The content security policy has no `data:` for scripts or fonts, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: resolve(root, 'index.html'),
        review: resolve(root, 'review.html'),
        verify: resolve(root, 'verify.html'),
      },
    },
  },
})
