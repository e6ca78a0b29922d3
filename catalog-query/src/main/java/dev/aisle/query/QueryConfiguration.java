package dev.aisle.query;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

import dev.aisle.query.surrogate.ProxySettings;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({QuerySettings.class, ProxySettings.class})
class QueryConfiguration {}
