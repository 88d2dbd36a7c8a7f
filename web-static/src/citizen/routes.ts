import type { RouteRecordRaw } from 'vue-router'

/** Each page is a file of its own, fetched when it is first opened. */
export const routes: RouteRecordRaw[] = [
  { path: '/', component: () => import('./HomePage.vue'), meta: { title: 'title.home' } },
  { path: '/items/:code', component: () => import('./GuidePage.vue'), props: true, meta: { title: 'title.guide' } },
  {
    path: '/items/:code/file',
    component: () => import('./StartPage.vue'),
    props: true,
    meta: { title: 'title.filing', signedIn: true },
  },
  {
    path: '/filing/:id/:step?',
    component: () => import('./FilingPage.vue'),
    props: true,
    meta: { title: 'title.filing', signedIn: true },
  },
  {
    path: '/receipt/:number',
    component: () => import('./ReceiptPage.vue'),
    props: true,
    meta: { title: 'title.receipt', signedIn: true },
  },
  { path: '/cases', component: () => import('./CasesPage.vue'), meta: { title: 'title.cases', signedIn: true } },
  {
    path: '/cases/:number',
    component: () => import('./CasePage.vue'),
    props: true,
    meta: { title: 'title.case', signedIn: true },
  },
  { path: '/progress', component: () => import('./ProgressPage.vue'), meta: { title: 'title.progress' } },
  { path: '/messages', component: () => import('./MessagesPage.vue'), meta: { title: 'title.messages', signedIn: true } },
  { path: '/sign-in', component: () => import('../shared/SignInPage.vue'), meta: { title: 'title.signIn' } },
  { path: '/:rest(.*)*', component: () => import('../shared/NotFoundPage.vue'), meta: { title: 'title.notFound' } },
]
