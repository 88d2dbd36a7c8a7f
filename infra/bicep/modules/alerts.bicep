// What people must look at. docs/operations.md says what to do about each.
param name string
param location string
param tags object
param insightsId string
param storageId string
param actionGroupId string

var queries = [
  {
    id: 'poison'
    severity: 1
    threshold: 0
    minutes: 5
    description: 'A message failed twenty times and lies in a poison queue: a notice, a courier order, a scan or a recovery is not done.'
    query: 'traces | where message has "-poison"'
  }
  {
    id: 'errors'
    severity: 2
    threshold: 0
    minutes: 15
    description: 'The app logged an error that it cannot settle by itself (a scan or a notice given up, a command left to recovery).'
    query: 'traces | where severityLevel >= 3'
  }
  {
    id: 'answers-5xx'
    severity: 1
    threshold: 5
    minutes: 5
    description: 'More than five requests were answered with a server error within five minutes.'
    query: 'requests | where toint(resultCode) >= 500'
  }
  {
    id: 'failed-executions'
    severity: 2
    threshold: 20
    minutes: 15
    description: 'More than twenty executions of functions failed within a quarter of an hour: a dependency is down.'
    query: 'requests | where success == false'
  }
]

resource rules 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = [for rule in queries: {
  name: '${name}-${rule.id}'
  location: location
  tags: tags
  properties: {
    displayName: '${name}: ${rule.id}'
    description: rule.description
    severity: rule.severity
    enabled: true
    scopes: [
      insightsId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT${rule.minutes}M'
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: rule.threshold
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: [
        actionGroupId
      ]
    }
  }
}]

resource storageAvailability 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-storage-availability'
  location: 'global'
  tags: tags
  properties: {
    description: 'Storage answers less than 99 of 100 requests: nothing can be filed or decided.'
    severity: 1
    enabled: true
    scopes: [
      storageId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'availability'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'Availability'
          operator: 'LessThan'
          threshold: 99
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}

resource storageThrottling 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-storage-throttling'
  location: 'global'
  tags: tags
  properties: {
    description: 'Storage refuses requests because there are too many of them: see docs/scaling.md.'
    severity: 2
    enabled: true
    scopes: [
      storageId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'throttled'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'Transactions'
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: [
                'ServerBusyError'
                'ClientThrottlingError'
              ]
            }
          ]
          operator: 'GreaterThan'
          threshold: 100
          timeAggregation: 'Total'
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}
